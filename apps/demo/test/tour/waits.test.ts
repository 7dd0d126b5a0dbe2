import { describe, expect, it } from 'vitest';
import { Unmet, Waits } from '../../src/tour/waits.ts';

describe('Waits', () => {
  it('finds what is there, and what comes', async () => {
    const waits = new Waits(10_000, new AbortController().signal);
    expect(await waits.until('one', () => 1)).toBe(1);
    let value: string | undefined;
    const coming = waits.until('a value', () => value);
    waits.poke();
    value = 'here';
    waits.poke();
    expect(await coming).toBe('here');
  });

  it('names what did not come in time', async () => {
    const waits = new Waits(20, new AbortController().signal);
    const never = waits.until('godot', () => false);
    await expect(never).rejects.toThrow(new Unmet('waited 0.02 s for godot'));
  });

  it('ends with what the probe throws', async () => {
    const waits = new Waits(10_000, new AbortController().signal);
    const failing = waits.until('an answer', () => {
      throw new Unmet('refused');
    });
    await expect(failing).rejects.toThrow('refused');
  });

  it('ends every wait when interrupted', async () => {
    const controller = new AbortController();
    const waits = new Waits(10_000, controller.signal);
    const never = waits.until('godot', () => undefined);
    controller.abort();
    await expect(never).rejects.toMatchObject({ code: 'interrupted', exitCode: 130 });
    await expect(waits.until('anything', () => 1)).rejects.toMatchObject({ code: 'interrupted' });
  });
});
