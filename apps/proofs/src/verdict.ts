/** What became of the messages of a case, and whether that is allowed. */

export interface Evidence {
  readonly texts: readonly string[];
  readonly qos: 1 | 2;
  /** What arrived where it should, in order: at the server, or at the listeners. */
  readonly arrived: readonly string[];
  /** How many of them arrived before the break, where one can tell. */
  readonly beforeBreak?: number | undefined;
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

export function judge(evidence: Evidence): Verdict {
  const { texts, qos, arrived, mayRepeat, faults } = evidence;
  const times = (text: string) => arrived.filter((each) => each === text).length;
  const lost = texts.filter((text) => times(text) === 0);
  const repeated = texts.filter((text) => times(text) > 1);
  const violations = [...faults];
  for (const text of lost) violations.push(`${text} is lost`);
  for (const text of repeated) {
    if (!mayRepeat.has(text)) violations.push(`${text} came ${times(text)} times at QoS ${qos}`);
  }
  const strange = arrived.filter((text) => !texts.includes(text));
  if (strange.length > 0) violations.push(`nobody published ${strange.join(', ')}`);
  else if (!inOrder(evidence)) violations.push(`they came as ${arrived.join(', ')}`);
  return { messages: texts.length, lost, repeated, violations };
}

/** Before the break and after it each: what comes again comes before anything new. */
function inOrder({ texts, arrived, beforeBreak }: Evidence): boolean {
  const places = arrived.map((text) => texts.indexOf(text));
  const stepsBack = places.flatMap((place, i) => (place <= (places[i - 1] ?? -1) ? [i] : []));
  const firsts = [...new Set(places)];
  if (firsts.some((place, i) => place <= (firsts[i - 1] ?? -1))) return false;
  if (beforeBreak !== undefined) return stepsBack.every((i) => i === beforeBreak);
  return stepsBack.length <= 1;
}

/** Of a case that came to no end. */
export function broken(error: unknown): Verdict {
  const violation = error instanceof Error ? error.message : String(error);
  return { messages: 0, lost: [], repeated: [], violations: [violation] };
}
