import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'sass';

/**
 * The console's styles as one CSS file, by path. Compiling the design system takes seconds, so that the result is kept under a
 * name that holds a digest of what it is made of.
 */
export function compiledStyles(root: string): string {
  const source = join(root, 'console/src/styles');
  const hash = createHash('sha256');
  for (const name of globSync('*.scss', { cwd: source }).sort())
    hash.update(name).update(readFileSync(join(source, name)));
  for (const name of ['sass', '@uswds/uswds'])
    hash.update(readFileSync(join(root, 'node_modules', name, 'package.json')));
  const folder = join(root, '.countersign/console');
  const file = join(folder, `${hash.digest('hex').slice(0, 16)}.css`);
  if (existsSync(file)) return file;
  const { css } = compile(join(source, 'main.scss'), {
    loadPaths: [join(root, 'node_modules/@uswds/uswds/packages')],
    quietDeps: true,
    style: 'compressed',
  });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, css);
  renameSync(unfinished, file);
  return file;
}
