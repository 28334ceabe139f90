import { join } from 'node:path';
import { defineConfig } from 'vite';
import { compiledStyles } from './console-styles.ts';

const root = join(import.meta.dirname, '..');
const site = join(root, 'console');
const shim = (name: string) => join(site, 'src/shims', name);

/** The console is built once and served under `/app/` by `functions/console`. Nothing is inlined: the pages run no inline script. */
export default defineConfig({
  root: site,
  base: '/app/',
  publicDir: join(site, 'public'),
  resolve: {
    alias: [
      ...['crypto', 'buffer', 'events', 'zlib'].map((name) => ({
        find: `node:${name}`,
        replacement: shim(`${name}.ts`),
      })),
      // Its build for browsers reads entities by way of HTML.
      {
        find: 'decode-named-character-reference',
        replacement: join(root, 'node_modules/decode-named-character-reference/index.js'),
      },
      { find: /^zod$/, replacement: shim('zod.ts') },
      { find: '/src/styles/main.scss', replacement: compiledStyles(root) },
      { find: /^#core\//, replacement: `${join(root, 'core')}/` },
    ],
  },
  worker: { format: 'es' },
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false },
});
