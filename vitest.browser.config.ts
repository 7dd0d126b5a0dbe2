import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

// The sources as a bundler for browsers sees them: the 'browser' condition picks each package's browser files.
const conditions = ['@x/source', 'browser', 'import', 'module', 'default'];

// Without a sandbox (CI runs as root), and without the traffic that a fresh profile starts by itself.
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  resolve: { conditions },
  test: {
    name: 'browser',
    reporters: ['default', './test-support/ci-reporter.ts'],
    include: ['{packages,apps}/*/test/browser/**/*.test.ts'],
    globalSetup: [
      './test-support/browser.setup.ts',
      './packages/transport/test/browser/server.setup.ts',
    ],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
          args: CHROMIUM_FLAGS,
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
