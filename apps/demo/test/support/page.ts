/** The page of `x-mqtt serve` in Chromium: opening it, and what a user does with it. */

import { type Browser, chromium, type Page } from 'playwright';
import { expect, vi } from 'vitest';
import { requirePeer } from '../../../../test-support/peers.ts';
import { type Running, start } from './binary.ts';

export const program = requirePeer('chromium');
/** For `vi.waitFor`: a loaded machine is slow, not wrong. */
export const WAIT = { timeout: 20_000, interval: 50 };

export interface Opened {
  readonly running: Running;
  readonly page: Page;
  readonly mqtt: string;
}

export async function launch(): Promise<Browser | undefined> {
  if (program === undefined) return undefined;
  const args = ['--no-sandbox', '--disable-gpu'];
  return chromium.launch({ executablePath: program, args });
}

const all = new Set<Opened>();

/** @param args of `x-mqtt serve` */
export async function open(browser: Browser | undefined, ...args: string[]): Promise<Opened> {
  const running = start(['serve', '--port', '0', '--mqtt-port', '0', ...args]);
  await running.until('Broker ');
  const [url = '', mqtt = ''] = running.out().match(/\w+:\/\/\S+/g) ?? [];
  if (browser === undefined) throw new Error('there is no browser');
  const page = await browser.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(url);
  const opened = { running, page, mqtt };
  all.add(opened);
  return opened;
}

/** For the pages that a failed test left open. */
export async function closeAll(): Promise<void> {
  for (const opened of all) await close(opened);
}

export async function close(opened: Opened): Promise<void> {
  const { running, page } = opened;
  all.delete(opened);
  await page.close();
  running.process.kill('SIGINT');
  await running.over;
}

export const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).click();
export const fill = (page: Page, name: string, text: string) =>
  page.getByLabel(name, { exact: true }).fill(text);
export const rows = (page: Page, name: string) =>
  page.getByRole('list', { name, exact: true }).getByRole('button').allInnerTexts();

export async function phase(page: Page, wanted: string): Promise<void> {
  await reads(page, 'phase', wanted);
}

/** Waits until the element with this test id has this text. */
export async function reads(page: Page, id: string, text: string | RegExp): Promise<void> {
  await vi.waitFor(async () => {
    const found = await page.getByTestId(id).textContent();
    if (typeof text === 'string') expect(found).toBe(text);
    else expect(found).toMatch(text);
  }, WAIT);
}

export async function shows(page: Page, list: string, ...texts: string[]): Promise<void> {
  await vi.waitFor(async () => {
    const all = await rows(page, list);
    for (const text of texts) expect(all.join('\n')).toContain(text);
  }, WAIT);
}

export async function subscribed(page: Page, version = '5.0'): Promise<void> {
  await page.getByLabel('Version').selectOption(version);
  await press(page, 'Connect');
  await phase(page, 'connected');
  await press(page, 'Subscribe');
  await vi.waitFor(
    async () => expect(await page.getByLabel('Subscriptions').textContent()).toContain('QoS 2×'),
    WAIT,
  );
}
