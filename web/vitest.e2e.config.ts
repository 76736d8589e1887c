import { defineConfig } from 'vitest/config';

/** Browser tests: a real server and a real Chromium. Counted from target/e2e.xml. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    environment: 'node',
    // One server and one browser at a time: the tests measure behaviour, not how well two cores are shared.
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
    reporters: ['default', ['junit', { outputFile: 'target/e2e.xml' }]],
  },
});
