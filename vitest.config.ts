import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    // Most of what the tests wait for are processes of their own, so that every core can take a file.
    maxWorkers: '100%',
    testTimeout: 60_000,
    // What a file prepares once, such as a build of all functions, takes its time on a machine that is busy.
    hookTimeout: 120_000,
  },
});
