/** Prints one plain closing line, which CI's log reader counts. */

import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

export default class CiReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly SerializedError[] = [],
  ): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      const failedBefore = count.failed;
      for (const test of module.children.allTests()) count[test.result().state]++;
      // A file that cannot be loaded, or a hook that throws, fails without a failed test.
      if (module.state() === 'failed' && count.failed === failedBefore) count.failed++;
    }
    // A test without a result never ran to its end.
    const failed = count.failed + count.pending;
    console.log(`\n${count.passed} passed, ${failed} failed, ${count.skipped} skipped`);
  }
}
