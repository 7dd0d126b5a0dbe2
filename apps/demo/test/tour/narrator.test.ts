import { describe, expect, it } from 'vitest';
import { Narrator } from '../../src/tour/narrator.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';

function told(color: boolean): string {
  const terminal = recordingTerminal(color);
  const narrator = new Narrator(terminal, 'x-tour/1234');
  narrator.title(3, 'A title');
  narrator.packet('anna', '->', { type: 'puback', packetId: 7, reasonCode: 0 });
  narrator.check(true, 'x-tour/1234/a holds');
  narrator.check(false, 'b does not');
  narrator.summary([
    { title: 'A', outcome: 'passed', remark: '4 packets' },
    { title: 'B', outcome: 'skipped', remark: 'not in 3.1.1' },
    { title: 'C', outcome: 'failed', remark: 'x-tour/1234/c' },
  ]);
  narrator.fallSilent();
  narrator.line('nobody hears this');
  return terminal.out;
}

describe('Narrator', () => {
  it('writes plain text where there are no colours', () => {
    const lines = told(false)
      .split('\n')
      .map((line) => line.trimEnd().replace(/ {3,}/g, '   '));
    expect(lines).toEqual([
      '',
      ' 3  A title',
      '   anna  -> PUBACK  id 7',
      '   ✓ …/a holds',
      '   ✗ b does not',
      '',
      'Summary',
      '  ✓  1  A   4 packets',
      '  -  2  B   not in 3.1.1',
      '  ✗  3  C   …/c',
      '',
    ]);
  });

  it('paints the same text where there are', () => {
    const painted = told(true);
    expect(painted).toContain('\u001b[32m✓\u001b[39m');
    // biome would have the escape character written out: built here instead.
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    expect(painted.replace(escapes, '')).toBe(told(false));
  });
});
