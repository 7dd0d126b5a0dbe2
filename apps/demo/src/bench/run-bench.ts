/** Runs a benchmark to its end: the count, the time, or Ctrl-C; there is always a result. */

import { CommandFailure, interruption } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { type Crew, crewOf } from './crew.ts';
import type { LoadPlan } from './load.ts';
import { Progress } from './progress.ts';
import { type Result, resultOf, type Subject } from './report.ts';
import type { Tally } from './tally.ts';

export interface BenchRequest {
  readonly plan: LoadPlan;
  readonly workers: number;
  /** Seconds; undefined: to the end of the count. */
  readonly duration: number | undefined;
  /** Messages or connections in all. */
  readonly count: number | undefined;
  /** Shown before the measuring begins. */
  readonly ready: string;
}

/** Milliseconds between two looks at what was done. */
const TICK = 100;

/**
 * Rejects: CommandFailure if it cannot begin.
 * @returns the result, and why it ended early if it did
 */
export async function runBench(
  request: BenchRequest,
  subject: Subject,
  terminal: Terminal,
): Promise<{ readonly result: Result; readonly ended: CommandFailure | undefined }> {
  const crew = crewOf(request.plan, request.workers);
  const progress = new Progress(terminal);
  const stop = stopSignal(terminal);
  try {
    await Promise.race([crew.prepare(), stop.happened]);
    if (stop.reason === undefined) {
      terminal.complain(`${request.ready}\n`);
      await Promise.race([measure(crew, request, progress), stop.happened]);
    }
    progress.clear();
    await crew.stop();
    const tally = await crew.tally();
    return { result: resultOf(subject, tally), ended: stop.reason ?? verdict(request, tally) };
  } finally {
    stop.forget();
    await crew.stop();
  }
}

async function measure(crew: Crew, request: BenchRequest, progress: Progress): Promise<void> {
  const { duration, count, plan } = request;
  const begun = performance.now();
  let look: ReturnType<typeof setInterval> | undefined;
  const enough = new Promise<void>((resolve, reject) => {
    look = setInterval(() => {
      crew.tally().then((tally) => {
        const seconds = (performance.now() - begun) / 1000;
        const part = count === undefined ? duration && seconds / duration : tally.done / count;
        progress.show(tally, part);
        if (plan.kind === 'sub' && count !== undefined && tally.done >= count) resolve();
        if (duration !== undefined && seconds >= duration) resolve();
      }, reject);
    }, TICK);
  });
  try {
    await Promise.race([crew.run(), enough]);
  } finally {
    clearInterval(look);
  }
}

function verdict({ count, duration }: BenchRequest, tally: Tally): CommandFailure | undefined {
  if (tally.failed > 0) return new CommandFailure('failed', `${tally.failed} failed`);
  if (count === undefined || tally.done >= count) return undefined;
  const text = `${tally.done} of ${count} came in ${duration} s`;
  return new CommandFailure(duration === undefined ? 'failed' : 'timeout', text);
}

function stopSignal({ interrupted, unread }: Terminal) {
  let reason: CommandFailure | undefined;
  let stop: () => void = () => undefined;
  const happened = new Promise<void>((resolve) => {
    stop = () => {
      reason = interrupted.aborted ? interruption(interrupted) : new CommandFailure('ok', '');
      resolve();
    };
  });
  const signals = [interrupted, unread];
  for (const signal of signals) {
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  }
  return {
    happened,
    get reason() {
      return reason;
    },
    forget: () => {
      for (const signal of signals) signal.removeEventListener('abort', stop);
    },
  };
}
