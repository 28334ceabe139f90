import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Where the tests neither replace modules and clients nor load them again, so that those of a file may stay for the next one. */
const SHARED = ['cli', 'console', 'core', 'infra', 'policy'];
const testsOf = (rooms: readonly string[]) => rooms.map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    pool: 'threads',
    // Most of what the tests wait for are processes of their own, so that every core can take a file.
    maxWorkers: '100%',
    testTimeout: 60_000,
    // What a file prepares once, such as a build of all functions, takes its time on a machine that is busy.
    hookTimeout: 120_000,
    // The processes that tests start keep what Node.js compiled, as those of "npm start" do.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, '.countersign/compile-cache') },
    projects: [
      { extends: true, test: { name: 'shared', include: testsOf(SHARED), isolate: false } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: testsOf(SHARED) } },
    ],
  },
});
