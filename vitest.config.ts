import { defineConfig } from 'vitest/config';

/** Milliseconds. Hooks start real endpoints on loopback, which takes a while on a busy machine. */
const HOOK_TIMEOUT = 60_000;

/** What brings a gateway to its limits, or counts how long it takes. */
const UNDER_LOAD = ['back-pressure', 'count', 'crash', 'faults', 'service-faults'].map(
  (name) => `test/e2e/${name}.test.ts`,
);

/** What counts the processor time of single steps, by the second: what a worker has loaded and done before counts too. */
const TIMED = ['test/core/scan/linear-time.test.ts'];

export default defineConfig({
  test: {
    environment: 'node',
    // A forgotten `.only` must not turn the rest of the suite off, on no machine.
    allowOnly: false,
    // Nothing leaks from one test into the next.
    unstubEnvs: true,
    unstubGlobals: true,
    // As bin/cordon.mjs sets it.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    setupFiles: ['test/support/clean-up.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/deploy/**', 'test/e2e/**', ...TIMED],
          testTimeout: 20_000,
          hookTimeout: HOOK_TIMEOUT,
          // Loading the same modules for every file took half of the time. No test replaces a module, and
          // modules keep no state that a test could find changed.
          isolate: false,
          // Files wait for the network more than for the processor, also on two cores.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          include: TIMED,
          testTimeout: 20_000,
          hookTimeout: HOOK_TIMEOUT,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          // These start the real process, after the others. Most of their time goes by in waiting.
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/browser/**/*.test.ts'],
          exclude: UNDER_LOAD,
          testTimeout: 120_000,
          hookTimeout: HOOK_TIMEOUT,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          // The same under load: one file at a time.
          name: 'load',
          include: UNDER_LOAD,
          testTimeout: 120_000,
          hookTimeout: HOOK_TIMEOUT,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
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
