/** The page of `x-mqtt serve`, built, in Chromium: every form and button does what it says. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MQTT } from '@x/client';
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { requirePeer, startMosquitto } from '../../../../test-support/peers.ts';
import { BINARY } from '../support/binary.ts';
import {
  close,
  closeAll,
  fill,
  launch,
  open as openIn,
  phase,
  press,
  program,
  reads,
  rows,
  shows,
  subscribed,
  WAIT,
} from '../support/page.ts';

const BUILT = join(BINARY, '../web');
/** Bytes, compressed, of all files together. */
const LARGEST = 100_000;

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await launch();
});
afterEach(closeAll);
afterAll(() => browser?.close());
const open = (...args: string[]) => openIn(browser, ...args);

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
      await reads(page, 'flight', /^0 of .* 0 in$/);
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
    await reads(page, 'flight', /, 1 queued,/);
    await phase(page, 'connected');
    await reads(page, 'flight', /, 0 queued,/);
    await shows(page, 'Messages', 'from the queue');
    await close(opened);
  });

  it('shows quota, queue and aliases as they change', async () => {
    const opened = await open();
    const { page } = opened;
    await subscribed(page);
    await page.getByLabel('Delay each way').selectOption('500');
    await page.getByText('Properties of MQTT 5').click();
    await fill(page, 'Topic alias', '3');
    await fill(page, 'Times', '30');
    await press(page, 'Publish');
    await reads(page, 'flight', /^20 of 20 out, 10 queued, \d+ in$/);
    await page.getByLabel('Delay each way').selectOption('0');
    await reads(page, 'flight', '0 of 20 out, 0 queued, 0 in');
    await reads(page, 'aliases', /→ 3 demo\/greeting ← 1 demo\/greeting/);
    await fill(page, 'Times', '1');
    await press(page, 'Publish');
    await shows(page, 'Packets', 'topic alias: 3');
    await press(page, 'Disconnect');
    await reads(page, 'aliases', /none yet/);
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
