import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { parseRetention } from '#core/adjudication/retention/parse-retention.ts';
import { buildConsole } from './build-console.ts';
import { readCalendars } from './read-calendars.ts';
import { readPacks } from './read-packs.ts';
import { writeTree } from './write-tree.ts';

/** The module that reads packs at run time: a function that imports it gets them. */
const PACK_READER = 'functions/shared/pack-names.ts';

/** The module that serves the console's files, likewise. */
const SITE_READER = 'functions/console/site.ts';

/** The module that starts other threads, likewise, and what these run. */
const THREAD_POOL = 'threads/pool.ts';
const THREAD = 'threads/worker';

/** The module that reads holiday calendars at run time, likewise. */
const CALENDAR_READER = 'functions/shared/calendars.ts';

/** The module that reads how long things are kept, likewise. */
const RETENTION_READER = 'functions/shared/retention/retention-rules.ts';

export interface BuiltFunction {
  readonly name: string;
  /** Size of `index.mjs`. */
  readonly bytes: number;
  /** Bytes in the bundle by npm package, our own code as `countersign`. */
  readonly byPackage: Readonly<Record<string, number>>;
  readonly packs: readonly string[];
}

/**
 * Bundles each `functions/<name>/<name>.lambda.ts` into `<outdir>/<name>/index.mjs`, with the AWS SDK: what is tested is what
 * runs, and a bundled SDK loads faster than that of the runtime. Functions that read packs get `packs/<id>/<version>.json`, those that read
 * calendars `calendars/<id>.json`, those that destroy what is kept no longer `retention.json`, those that start threads `worker.mjs`.
 * The same sources give the same bytes, so that a function whose code did not change is not deployed again.
 */
export async function buildFunctions(dirs: { root: string; outdir: string }): Promise<BuiltFunction[]> {
  const handlers = globSync('functions/*/*.lambda.ts', { cwd: dirs.root }).sort();
  const names = new Map(handlers.map((path) => [path, basename(path, '.lambda.ts')]));
  const { metafile, outputFiles } = await build({
    absWorkingDir: dirs.root,
    entryPoints: [
      ...[...names].map(([path, name]) => ({ in: path, out: `${name}/index` })),
      { in: `${THREAD}.ts`, out: THREAD },
    ],
    outdir: dirs.outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const packs = await readPacks(join(dirs.root, 'policy'));
  const calendars = await readCalendars(join(dirs.root, 'policy'));
  const retentionFile = join(dirs.root, 'policy/retention.yaml');
  const retention = parseRetention(retentionFile, await readFile(retentionFile, 'utf8'));
  const files = new Map(
    outputFiles.map(({ path, contents }) => [relative(dirs.outdir, path).replaceAll(sep, '/'), contents]),
  );
  const thread = ['.mjs', '.mjs.map'].map((ending) => ({ ending, contents: taken(files, `${THREAD}${ending}`) }));
  const built = Object.values(metafile.outputs).flatMap((output): BuiltFunction[] => {
    const name = names.get(output.entryPoint ?? '');
    if (name === undefined) return [];
    const carried = PACK_READER in output.inputs ? packs : [];
    for (const pack of carried) files.set(`${name}/packs/${pack.name}.json`, Buffer.from(pack.json));
    if (THREAD_POOL in output.inputs)
      for (const { ending, contents } of thread) files.set(`${name}/worker${ending}`, contents);
    if (CALENDAR_READER in output.inputs)
      for (const { id, json } of calendars) files.set(`${name}/calendars/${id}.json`, Buffer.from(json));
    if (RETENTION_READER in output.inputs) files.set(`${name}/retention.json`, Buffer.from(JSON.stringify(retention)));
    return [
      { name, bytes: output.bytes, byPackage: byPackage(output.inputs), packs: carried.map((pack) => pack.name) },
    ];
  });
  const server = metafile.inputs[SITE_READER] === undefined ? undefined : SITE_READER.split('/')[1];
  if (server !== undefined)
    for (const [path, bytes] of await buildConsole(dirs.root, packs)) files.set(`${server}/site/${path}`, bytes);
  await writeTree(dirs.outdir, files);
  return built.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function taken(files: Map<string, Uint8Array>, path: string): Uint8Array {
  const contents = files.get(path);
  if (contents === undefined) throw new Error(`the build made no ${path}`);
  files.delete(path);
  return contents;
}

function byPackage(inputs: Readonly<Record<string, { bytesInOutput: number }>>): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'countersign';
    sizes[name] = (sizes[name] ?? 0) + bytesInOutput;
  }
  return sizes;
}
