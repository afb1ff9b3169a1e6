import { defineConfig } from 'vitest/config';

/** Milliseconds. Hooks start real endpoints on loopback, which takes a while on a busy machine. */
const HOOK_TIMEOUT = 60_000;

export default defineConfig({
  test: {
    environment: 'node',
    // A forgotten `.only` must not turn the rest of the suite off, on no machine.
    allowOnly: false,
    // Nothing leaks from one test into the next.
    unstubEnvs: true,
    unstubGlobals: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          testTimeout: 20_000,
          hookTimeout: HOOK_TIMEOUT,
          // Files wait for the network more than for the processor, also on two cores.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          // These start the real process, often under load: one file at a time, after the others.
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: HOOK_TIMEOUT,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['lambdas/core/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: 'coverage',
    },
  },
});
