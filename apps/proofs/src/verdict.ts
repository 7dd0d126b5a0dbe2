/** What became of the messages of a case, and whether that is allowed. */

export interface Evidence {
  readonly texts: readonly string[];
  readonly qos: 1 | 2;
  /** What arrived where it should, in order: at the server, or at the listeners. */
  readonly arrived: readonly string[];
  /** Messages whose exchange was so far open at the break that they may arrive again. */
  readonly mayRepeat: ReadonlySet<string>;
  /** Whatever else is wrong. */
  readonly faults: readonly string[];
}

export interface Verdict {
  readonly messages: number;
  readonly lost: readonly string[];
  /** Allowed ones are here, too. */
  readonly repeated: readonly string[];
  /** Each a sentence; none: the case holds. */
  readonly violations: readonly string[];
}

export function judge({ texts, qos, arrived, mayRepeat, faults }: Evidence): Verdict {
  const times = (text: string) => arrived.filter((each) => each === text).length;
  const lost = texts.filter((text) => times(text) === 0);
  const repeated = texts.filter((text) => times(text) > 1);
  const violations = [...faults];
  for (const text of lost) violations.push(`${text} is lost`);
  for (const text of repeated) {
    if (!mayRepeat.has(text)) violations.push(`${text} came ${times(text)} times at QoS ${qos}`);
  }
  const first = [...new Set(arrived)];
  const expected = texts.filter((text) => !lost.includes(text));
  const strange = first.filter((text) => !texts.includes(text));
  if (strange.length > 0) violations.push(`nobody published ${strange.join(', ')}`);
  else if (first.join() !== expected.join()) violations.push(`the order was ${first.join(', ')}`);
  return { messages: texts.length, lost, repeated, violations };
}

/** Of a case that came to no end. */
export function broken(error: unknown): Verdict {
  const violation = error instanceof Error ? error.message : String(error);
  return { messages: 0, lost: [], repeated: [], violations: [violation] };
}
