import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = join(import.meta.dirname, '..');

/** The console is built once and served under `/app/` by `functions/console`. Nothing is inlined: the pages run no inline script. */
export default defineConfig({
  base: '/app/',
  publicDir: join(import.meta.dirname, 'public'),
  css: {
    preprocessorOptions: {
      scss: { loadPaths: [join(root, 'node_modules/@uswds/uswds/packages')], quietDeps: true },
    },
  },
  resolve: {
    alias: [
      { find: 'node:crypto', replacement: join(import.meta.dirname, 'src/shims/crypto.ts') },
      { find: /^#core\//, replacement: `${join(root, 'core')}/` },
    ],
  },
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false },
});
