import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** A file of the console, compressed by the build where that makes it smaller. */
export interface SiteFile {
  readonly type: string;
  /** Encoding of HTTP -> the bytes in it; `identity` is always there. */
  readonly encodings: ReadonlyMap<'br' | 'gzip' | 'identity', Buffer>;
  /** The name holds a digest of the content, so that the file never changes. */
  readonly immutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

const SUFFIX = { br: '.br', gzip: '.gz' } as const;

/** The files under a folder by their path, read once: they are small, and a function serves them many times. */
export function readSite(folder: string): ReadonlyMap<string, SiteFile> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
  const all = new Set(paths);
  const site = new Map<string, SiteFile>();
  for (const path of paths) {
    if (path.endsWith(SUFFIX.br) || path.endsWith(SUFFIX.gzip)) continue;
    const encodings = new Map<'br' | 'gzip' | 'identity', Buffer>([['identity', readFileSync(join(folder, path))]]);
    for (const encoding of ['br', 'gzip'] as const)
      if (all.has(`${path}${SUFFIX[encoding]}`))
        encodings.set(encoding, readFileSync(join(folder, `${path}${SUFFIX[encoding]}`)));
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    site.set(path, { type, encodings, immutable: path.startsWith('assets/') });
  }
  return site;
}
