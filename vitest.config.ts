import { defineConfig } from 'vitest/config';

// Tests run on the sources: the '@x/source' condition needs no build first.
const conditions = ['@x/source', 'node', 'import', 'module', 'default'];

// Long, and about the protocol or the documents rather than the platform: CI runs them on one Node.
const LONG = [
  ...['fire', 'volume', 'simulation', 'real'].map((name) => `**/test/${name}/**`),
  'apps/site/test/**',
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    reporters: ['default', './test-support/ci-reporter.ts'],
    // Files share a worker's modules, which no test changes: loading them anew for each file took three times as long.
    isolate: false,
    // Real peers on a shared machine stall once in tens of thousands of tests; what fails twice is wrong.
    retry: process.env['CI'] === undefined ? 0 : 1,
    // Tests wait more than they work, so a few more than there are cores.
    maxWorkers: 3,
    // A bound for "does not hang": a loaded machine is slow, not wrong.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,apps}/*/test/**/*.test.ts', 'test-support/**/*.test.ts'],
          exclude: [
            ...['**/node_modules/**', '**/test/browser/**', '**/{test,test-support}/binary/**'],
            ...(process.env['PLATFORM_ONLY'] === undefined ? [] : LONG),
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'binary',
          include: [
            'apps/*/test/binary/**/*.test.ts',
            'examples/test/**/*.test.ts',
            'test-support/binary/**/*.test.ts',
          ],
          globalSetup: ['./test-support/build.setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            checker: 'tsc',
            include: ['{packages,apps}/*/test/**/*.test-d.ts'],
            tsconfig: './tsconfig.test.json',
          },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
