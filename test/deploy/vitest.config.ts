import { defineConfig } from 'vitest/config';

/** `npm run test:deploy`: apart from the other tests, because it installs an emulator and takes a minute. */
export default defineConfig({
  test: {
    include: ['test/deploy/**/*.test.ts'],
    unstubEnvs: true,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    setupFiles: ['test/support/clean-up.ts'],
    testTimeout: 120_000,
  },
});
