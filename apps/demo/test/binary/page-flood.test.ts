/** The page of `x-mqtt serve` under floods: it stays with its user, whatever comes. */

import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { start } from '../support/binary.ts';
import {
  close,
  closeAll,
  fill,
  launch,
  open,
  phase,
  press,
  program,
  rows,
  subscribed,
  WAIT,
} from '../support/page.ts';

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await launch();
});
afterEach(closeAll);
afterAll(() => browser?.close());

/** Milliseconds that nothing on the page may take in one piece, on a machine that does other things as well. */
const LONGEST_TASK = 1000;

interface Figures {
  /** Milliseconds between two frames. */
  readonly p50: number;
  readonly p95: number;
  readonly longestTask: number;
  readonly elements: number;
}

/** Watches the page's frames and tasks while something goes on. */
async function watched(page: Page, work: () => Promise<void>): Promise<Figures> {
  const probe = await page.evaluateHandle(() => {
    const seen = { frames: [0], longestTask: 0, running: true };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        seen.longestTask = Math.max(seen.longestTask, duration);
      }
    }).observe({ type: 'longtask' });
    let before: number | undefined;
    const frame = (time: number): void => {
      if (before !== undefined) seen.frames.push(time - before);
      before = time;
      if (seen.running) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return seen;
  });
  await work();
  return probe.evaluate((seen) => {
    seen.running = false;
    const sorted = seen.frames.slice(1).sort((a, b) => a - b);
    const at = (part: number) => Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0);
    const elements = document.querySelectorAll('*').length;
    return { p50: at(0.5), p95: at(0.95), longestTask: seen.longestTask, elements };
  });
}

const counted = async (page: Page) =>
  Number((await page.getByTestId('message-count').textContent())?.replaceAll(',', ''));

/** Until so many messages more have come; meanwhile the page answers its user. */
async function used(page: Page, messages: number): Promise<void> {
  const until = (await counted(page)) + messages;
  for (const [view, filter] of [
    ['hex', 'flo'],
    ['text', ''],
  ] as const) {
    await page.getByLabel(view, { exact: true }).check();
    await fill(page, 'Filter messages', filter);
  }
  await vi.waitFor(async () => expect(await counted(page)).toBeGreaterThan(until), WAIT);
}

describe.skipIf(program === undefined)('in Chromium', () => {
  // On a busy machine a process may rest longer than any bound: what is slow each time is the page.
  it('keeps its frames, and never blocks', { retry: 2, timeout: 60_000 }, async () => {
    const opened = await open(browser);
    const { page, mqtt } = opened;
    await subscribed(page);
    const idle = await watched(page, () => page.waitForTimeout(500));
    for (const [rate, qos] of [
      [1000, 1],
      [10_000, 0],
    ] as const) {
      const load = `--rate ${rate} --qos ${qos} --topic demo/flood --window 1000 --duration 60`;
      const publisher = start(['bench', 'pub', '-L', mqtt, ...load.split(' ')]);
      await publisher.until('measuring');
      const figures = await watched(page, () => used(page, 2 * rate)).finally(() =>
        publisher.process.kill('SIGINT'),
      );
      await publisher.over;
      const said = `frames p50 ${figures.p50} ms, p95 ${figures.p95} ms (idle ${idle.p50}, ${idle.p95}), longest task ${figures.longestTask} ms`;
      console.log(`${rate} messages a second, QoS ${qos}: ${said}`);
      expect(figures.longestTask).toBeLessThan(LONGEST_TASK);
      expect(figures.p50).toBeLessThan(3 * idle.p50);
      expect(figures.elements).toBeLessThan(1500);
    }
    await close(opened);
  });

  it('publishes a flood of its own, and keeps few rows', async () => {
    const opened = await open(browser);
    const { page } = opened;
    await subscribed(page);
    await phase(page, 'connected');
    await page.getByLabel('QoS', { exact: true }).last().selectOption('0');
    await fill(page, 'Times', '20000');
    await press(page, 'Publish');
    await vi.waitFor(async () => expect(await counted(page)).toBe(20_000), WAIT);
    expect(await page.locator('.row').count()).toBeLessThan(150);
    await press(page, 'Clear messages');
    await vi.waitFor(async () => expect(await rows(page, 'Messages')).toHaveLength(0), WAIT);
    await close(opened);
  });
});
