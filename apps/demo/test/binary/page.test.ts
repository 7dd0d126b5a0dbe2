/** The page of `x-mqtt serve`, built, in Chromium: every form and button does what it says. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MQTT } from '@x/client';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requirePeer, startMosquitto } from '../../../../test-support/peers.ts';
import { BINARY, type Running, start } from '../support/binary.ts';

const BUILT = join(BINARY, '../web');
/** Bytes, compressed, of all files together. */
const LARGEST = 100_000;
const program = requirePeer('chromium');
const WAIT = { timeout: 20_000, interval: 50 };

interface Opened {
  readonly running: Running;
  readonly page: Page;
  readonly mqtt: string;
}

let browser: Browser | undefined;
beforeAll(async () => {
  if (program === undefined) return;
  const args = ['--no-sandbox', '--disable-gpu'];
  browser = await chromium.launch({ executablePath: program, args });
});
afterAll(() => browser?.close());

async function open(...args: string[]): Promise<Opened> {
  const running = start(['serve', '--port', '0', '--mqtt-port', '0', ...args]);
  await running.until('Broker ');
  const [url = '', mqtt = ''] = running.out().match(/\w+:\/\/\S+/g) ?? [];
  if (browser === undefined) throw new Error('there is no browser');
  const page = await browser.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(url);
  return { running, page, mqtt };
}

async function close({ running, page }: Opened): Promise<void> {
  await page.close();
  running.process.kill('SIGINT');
  await running.over;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const fill = (page: Page, name: string, text: string) =>
  page.getByLabel(name, { exact: true }).fill(text);
const rows = (page: Page, name: string) =>
  page.getByRole('list', { name, exact: true }).getByRole('button').allInnerTexts();

async function phase(page: Page, wanted: string): Promise<void> {
  await vi.waitFor(
    async () => expect(await page.getByTestId('phase').textContent()).toBe(wanted),
    WAIT,
  );
}

async function shows(page: Page, list: string, ...texts: string[]): Promise<void> {
  await vi.waitFor(async () => {
    const all = await rows(page, list);
    for (const text of texts) expect(all.join('\n')).toContain(text);
  }, WAIT);
}

async function subscribed(page: Page, version = '5.0'): Promise<void> {
  await page.getByLabel('Version').selectOption(version);
  await press(page, 'Connect');
  await phase(page, 'connected');
  await press(page, 'Subscribe');
  await vi.waitFor(
    async () => expect(await page.getByLabel('Subscriptions').textContent()).toContain('QoS 2×'),
    WAIT,
  );
}

it(`weighs less than ${LARGEST} bytes`, () => {
  const files = readdirSync(BUILT, { withFileTypes: true, recursive: true });
  const sizes = files
    .filter((file) => file.isFile())
    .map((file) => gzipSync(readFileSync(join(file.parentPath, file.name))).length);
  expect(sizes.length).toBeGreaterThan(2);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(LARGEST);
});

describe.skipIf(program === undefined)('in Chromium', () => {
  it.each(['5.0', '3.1.1'])(
    'connects, subscribes, publishes and shows it, in %s',
    async (version) => {
      const opened = await open();
      const { page } = opened;
      await subscribed(page, version);
      await fill(page, 'Payload', '{"a":[1]}');
      await page.getByLabel('Retain', { exact: true }).check();
      await page.getByText('Properties of MQTT 5').click();
      await fill(page, 'Content type', 'application/json');
      await fill(page, 'User property', 'shop');
      await fill(page, 'Its value', 'oslo');
      await press(page, 'Publish');

      await shows(page, 'Messages', 'demo/greeting', '{"a":[1]}');
      await shows(page, 'Topics', 'greeting', '{"a":[1]}');
      await shows(page, 'Packets', 'CONNECT', 'SUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP');
      const session = page.getByRole('table', { name: 'Messages on their way' });
      await vi.waitFor(async () => {
        const text = await session.textContent();
        expect(text).toMatch(/→ \d+2demo\/greeting1.*4done/);
        expect(text).toMatch(/← \d+2demo\/greeting.*9done/);
      }, WAIT);

      await page.getByRole('list', { name: 'Messages' }).getByRole('button').first().click();
      const detail = page.getByLabel('Selected message');
      if (version === '5.0') {
        expect(await detail.textContent()).toContain('userProperties: [["shop","oslo"]]');
      }
      await page.getByLabel('json', { exact: true }).check();
      expect(await detail.textContent()).toContain('"a": [\n    1\n  ]');
      await page.getByLabel('hex', { exact: true }).check();
      expect(await detail.textContent()).toContain('7b 22 61 22 3a 5b 31 5d 7d');
      const connect = page.getByRole('button', { name: / CONNECT / });
      await connect.click();
      expect(await page.getByLabel('Selected packet').textContent()).toContain(
        version === '5.0' ? '4d 51 54 54 05' : '4d 51 54 54 04',
      );

      await press(page, 'Clear packets');
      await press(page, 'Unsubscribe demo/#');
      await shows(page, 'Packets', 'UNSUBACK');
      await press(page, 'Disconnect');
      await phase(page, 'offline');
      await close(opened);
    },
  );

  it('shows a retained value with its mark, filters, and moves by keys', async () => {
    const opened = await open();
    const { page, mqtt } = opened;
    const other = new MQTT();
    await other.connectTo(mqtt, 0);
    await other.config('Retain=True');
    await other.publishMessage('demo/kept', 1, 'before');
    await subscribed(page);
    await vi.waitFor(
      async () =>
        expect(await rows(page, 'Topics')).toContainEqual(
          expect.stringMatching(/kept\s+R\s+before/),
        ),
      WAIT,
    );
    await other.config('Retain=False');
    for (const text of ['one', 'two', 'three']) await other.publishMessage('demo/more', 1, text);
    await shows(page, 'Messages', 'three');
    await fill(page, 'Filter messages', 'T');
    await vi.waitFor(async () => expect(await rows(page, 'Messages')).toHaveLength(3), WAIT);
    await fill(page, 'Filter messages', 'tw');
    await vi.waitFor(async () => expect(await rows(page, 'Messages')).toHaveLength(1), WAIT);
    await fill(page, 'Filter messages', '');
    await page.getByRole('list', { name: 'Messages' }).getByRole('button').first().focus();
    await page.keyboard.press('ArrowDown');
    await vi.waitFor(
      async () => expect(await page.getByLabel('Selected message').textContent()).toContain('two'),
      WAIT,
    );
    await other.disconnect();
    await close(opened);
  });

  it('has the broker publish the last will', async () => {
    const opened = await open();
    const { page, mqtt } = opened;
    const other = new MQTT();
    const will = new Promise<string>((resolve) => {
      other.on('MessageIn', ({ topic, message }) => resolve(`${topic} ${message}`));
    });
    await other.connectTo(mqtt, 0);
    await other.subscribe('last/will', 1);
    await page.getByText('User and last will').click();
    await fill(page, 'Will topic', 'last/will');
    await fill(page, 'Will message', 'gone');
    await press(page, 'Connect');
    await phase(page, 'connected');
    await page.close();
    expect(await will).toBe('last/will gone');
    await other.disconnect();
    await close(opened);
  });

  it('brings a message of QoS 2 through a cut link and a restarted broker, once', async () => {
    const opened = await open();
    const { page } = opened;
    await subscribed(page);
    await page.getByLabel('Delay each way').selectOption('500');
    await page.getByLabel('Down for').selectOption('0');
    await shows(page, 'Packets', 'SUBACK');
    for (const breaks of ['Cut the link', 'Restart broker']) {
      await fill(page, 'Payload', breaks);
      await press(page, 'Publish');
      const session = page.getByRole('table', { name: 'Messages on their way' });
      await vi.waitFor(
        async () => expect(await session.textContent()).toContain('waits for'),
        WAIT,
      );
      await press(page, breaks);
      await phase(page, 'reconnecting');
      await phase(page, 'connected');
      await shows(page, 'Messages', breaks);
      await vi.waitFor(
        async () =>
          expect(await page.getByTestId('flight').textContent()).toMatch(/^0 of .* 0 in$/),
        WAIT,
      );
      const seen = (await rows(page, 'Messages')).filter((row) => row.includes(breaks));
      expect(seen).toHaveLength(1);
    }
    await close(opened);
  });

  it('publishes after the link is back what was published while it was down', async () => {
    const opened = await open();
    const { page } = opened;
    await subscribed(page);
    await page.getByLabel('Down for').selectOption('2000');
    await press(page, 'Cut the link');
    await phase(page, 'reconnecting');
    await fill(page, 'Payload', 'from the queue');
    await press(page, 'Publish');
    await phase(page, 'connected');
    await shows(page, 'Messages', 'from the queue');
    await close(opened);
  });

  it('goes on answering under a flood, and keeps few rows', async () => {
    const opened = await open();
    const { page } = opened;
    await subscribed(page);
    await page.getByLabel('QoS', { exact: true }).last().selectOption('0');
    await fill(page, 'Times', '20000');
    await press(page, 'Publish');
    await vi.waitFor(
      async () => expect(await page.getByTestId('message-count').textContent()).toBe('20,000'),
      WAIT,
    );
    expect(await page.locator('.row').count()).toBeLessThan(150);
    await press(page, 'Clear messages');
    await vi.waitFor(async () => expect(await rows(page, 'Messages')).toHaveLength(0), WAIT);
    await close(opened);
  });

  it('says what is wrong', async () => {
    const opened = await open();
    const { page } = opened;
    await fill(page, 'Broker', 'ws://127.0.0.1:1/mqtt');
    await press(page, 'Connect');
    await phase(page, 'offline');
    await vi.waitFor(async () => expect(await page.locator('.note.bad').count()).toBe(1), WAIT);
    await close(opened);
  });

  it('fits on a phone, and every control has a name', async () => {
    const opened = await open();
    const { page } = opened;
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('input, select, textarea')]
        .filter(
          (each) => 'labels' in each && each.labels instanceof NodeList && each.labels.length === 0,
        )
        .filter((each) => !each.hasAttribute('aria-label'))
        .map((each) => each.outerHTML),
    );
    expect(nameless).toEqual([]);
    await close(opened);
  });
});

const mosquitto = requirePeer('mosquitto');

it.skipIf(program === undefined || mosquitto === undefined)(
  'works with mosquitto, through the link and at its own address',
  async () => {
    const peer = await startMosquitto();
    const opened = await open('--broker', peer.wsUrl);
    const { page } = opened;
    await subscribed(page);
    expect(await page.getByRole('button', { name: 'Restart broker' }).isDisabled()).toBe(true);
    await page.getByLabel('Down for').selectOption('0');
    await press(page, 'Cut the link');
    await phase(page, 'reconnecting');
    await phase(page, 'connected');
    await fill(page, 'Payload', 'behind the link');
    await press(page, 'Publish');
    await shows(page, 'Messages', 'behind the link');
    await press(page, 'Disconnect');
    await phase(page, 'offline');
    await fill(page, 'Broker', peer.wsUrl);
    await press(page, 'Connect');
    await phase(page, 'connected');
    await fill(page, 'Payload', 'without it');
    await press(page, 'Publish');
    await shows(page, 'Messages', 'without it');
    await close(opened);
    await peer.stop();
  },
);
