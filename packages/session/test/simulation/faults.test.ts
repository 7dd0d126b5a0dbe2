/** The simulation finds what it is there to find: each of these faults, planted, makes it fail. */

import { describe, expect, it } from 'vitest';
import { FAULTS } from './mutation.ts';
import { search } from './schedules.ts';
import { run } from './world.ts';

describe.each(Object.entries(FAULTS))('%s', (_, plant) => {
  it('is found, and the same schedule ends well without it', () => {
    const { plan, message } = search(2000, 7, plant);
    if (plan === undefined) throw new Error('not found');
    expect(message).not.toBe('');
    expect(() => run(plan, plant())).toThrow(message);
    expect(() => run(plan)).not.toThrow();
  });
});
