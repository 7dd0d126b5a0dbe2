/** The line that shows how far a benchmark is. */

import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/bench/progress.ts';
import { Tally } from '../../src/bench/tally.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';

function shown(live: boolean, part: number | undefined): string {
  const terminal = recordingTerminal(false, [], live);
  const tally = new Tally();
  for (let count = 0; count < 1500; count++) tally.count(1, 2);
  const progress = new Progress(terminal);
  progress.show(tally, part);
  progress.clear();
  return terminal.err;
}

const ERASE = '\r\u001b[K';

describe('on a screen', () => {
  it('is a bar with count, rate and p99, overwritten in place', () => {
    const [, line = '', rest] = shown(true, 0.5).split(ERASE);
    expect(line).toMatch(/^\[#{12}-{12}\] {2}50% {2}1,500 {2}[\d,]+ \/s {2}p99 2\.\d\d ms$/);
    expect(rest).toBe('');
  });

  it('has no bar where there is no end, and never more than all', () => {
    expect(shown(true, undefined)).not.toContain('[#');
    expect(shown(true, 1.2)).toContain(`[${'#'.repeat(24)}] 100%`);
  });
});

it('is not there in a pipe', () => {
  expect(shown(false, 0.5)).toBe('');
});
