/** A small seeded generator (mulberry32): the same seed gives the same faults. */

export type Random = () => number;

/** Numbers from 0 up to, not including, 1. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A number, or one to be chosen from a range that includes both ends. */
export type Choice = number | readonly [least: number, most: number];

export function choose(choice: Choice, random: Random): number {
  if (typeof choice === 'number') return choice;
  const [least, most] = choice;
  return least + Math.floor(random() * (most - least + 1));
}
