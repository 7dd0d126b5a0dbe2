/** Diagrams are drawn from their text, in the colours of the page. */

import { describe, expect, it } from 'vitest';
import { loadDrawing } from '../src/diagrams.ts';

const draw = await loadDrawing();

describe('a diagram of states', () => {
  const svg = draw(
    'stateDiagram-v2\n  [*] --> idle\n  idle --> busy: work begins\n  busy --> [*]: end',
  );

  it('has its states and what leads from one to the next', () => {
    expect(svg.match(/<g id="node/g)).toHaveLength(4);
    expect(svg.match(/<g id="edge/g)).toHaveLength(3);
    for (const word of ['>idle<', '>busy<', 'work begins']) expect(svg).toContain(word);
  });

  it('takes the colours of the page', () => {
    expect(svg).toContain('stroke="currentColor"');
    expect(svg).not.toContain('black');
  });
});

describe('a diagram of a sequence', () => {
  const svg = draw('sequenceDiagram\n  Client->>Server: a < b\n  Note over Server: keeps it');

  it('has who speaks, what is said, and notes', () => {
    for (const word of ['>Client<', '>Server<', 'a &lt; b', 'keeps it'])
      expect(svg).toContain(word);
    expect(svg.match(/<path /g)).toHaveLength(1);
  });
});

it('refuses what it cannot draw', () => {
  expect(() => draw('pie\n  "a": 1')).toThrow('no drawing of pie');
  expect(() => draw('stateDiagram-v2\n  note right of idle')).toThrow('no transition');
  expect(() => draw('sequenceDiagram\n  loop forever')).toThrow('no step of a sequence');
});
