import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** As the function that reads evaluations is bounded: V8's heap, old and young; buffers come on top. */
export const BOUNDS = ['--max-old-space-size=128', '--max-semi-space-size=4'];

/**
 * A program of this folder, with the threads of the pool beside it, as functions are built: what Node takes to strip types of
 * sources would count twice, once for each thread. Answers where it stands.
 */
export async function built(program: string, folder: string): Promise<string> {
  const name = basename(program, '.ts');
  await build({
    entryPoints: [
      { in: join(import.meta.dirname, program), out: name },
      { in: join(import.meta.dirname, '../threads/worker.ts'), out: 'worker' },
    ],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    minify: true,
    // What is not a module asks for modules of Node by this name.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return join(folder, `${name}.mjs`);
}
