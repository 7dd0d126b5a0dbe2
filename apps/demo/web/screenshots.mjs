/** Takes the pictures of docs/screenshots: node web/screenshots.mjs, after a build. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright';

const PROGRAM = join(import.meta.dirname, '../dist/main.js');
const FOLDER = join(import.meta.dirname, '../../../docs/screenshots');
const DESK = { viewport: { width: 1440, height: 1150 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** @typedef {import('playwright').Page} Page */

/** @type {(page: Page, name: string) => Promise<void>} */
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
/** @type {(page: Page, name: string, text: string) => Promise<void>} */
const fill = (page, name, text) => page.getByLabel(name, { exact: true }).fill(text);

/** @type {(page: Page, topic: string, payload: string, times?: number) => Promise<void>} */
async function publish(page, topic, payload, times = 1) {
  await fill(page, 'Topic', topic);
  await fill(page, 'Payload', payload);
  await fill(page, 'Times', String(times));
  await press(page, 'Publish');
  await pause(600);
}

/** @param {Page} page */
async function live(page) {
  await press(page, 'Connect');
  await page.getByText('connected', { exact: true }).waitFor();
  await press(page, 'Subscribe');
  await page.getByText('QoS 2', { exact: true }).waitFor();
  await publish(page, 'demo/home/kitchen/temperature', '{"celsius":21.5,"humidity":0.43}');
  await publish(page, 'demo/home/hall/light', 'on');
  await publish(page, 'demo/greeting', '{"hello":"world"}', 12);
  await publish(page, 'demo/orders/4711', '{"item":"lamp","count":2}', 5);
  await page.getByLabel('json', { exact: true }).check();
  await page.getByRole('list', { name: 'Messages' }).getByRole('button').first().click();
  await page.getByRole('list', { name: 'Packets' }).getByRole('button').first().click();
}

/** In the middle of messages of QoS 2, with the quota used up. @param {Page} page */
async function underway(page) {
  await live(page);
  await page.getByText('Properties of MQTT 5').click();
  await fill(page, 'Topic alias', '3');
  await page.getByText('Properties of MQTT 5').click();
  await page.getByLabel('Delay each way').selectOption('500');
  await pause(300);
  await publish(page, 'demo/orders/4712', '{"item":"chair","count":4}', 26);
  await pause(1100);
}

/** @type {(panel: string) => (page: Page) => Promise<void>} */
const scrolledTo = (panel) => async (page) => {
  await page.evaluate((id) => {
    const place = document.querySelector(`[aria-labelledby="${id}"]`)?.getBoundingClientRect();
    scrollTo(0, scrollY + (place?.top ?? 0) - 8);
  }, panel);
};

const SCENES = {
  'connect-light': {
    look: { ...DESK, colorScheme: 'light' },
    act: async (/** @type {Page} */ page) => {
      await page.getByText('User and last will').click();
      await page.getByLabel('Client id').focus();
    },
  },
  'page-dark': { look: { ...DESK, colorScheme: 'dark' }, act: underway },
  'cut-light': {
    look: { ...DESK, colorScheme: 'light' },
    act: async (/** @type {Page} */ page) => {
      await underway(page);
      await page.getByLabel('Down for').selectOption('5000');
      await press(page, 'Cut the link');
      await page.getByText('reconnecting', { exact: true }).waitFor();
      await pause(300);
    },
  },
  'page-phone': {
    look: { ...PHONE, colorScheme: 'light' },
    act: async (/** @type {Page} */ page) => {
      await live(page);
      await scrolledTo('panel-messages')(page);
    },
  },
  'phone-dark': {
    look: { ...PHONE, colorScheme: 'dark' },
    act: async (/** @type {Page} */ page) => {
      await underway(page);
      await scrolledTo('panel-session')(page);
    },
  },
};

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
for (const [name, { look, act }] of Object.entries(SCENES)) {
  const server = spawn(process.execPath, [PROGRAM, 'serve', '--port', '0', '--mqtt-port', '0']);
  const [said] = await server.stdout.take(1).toArray();
  const page = await browser.newPage(look);
  await page.goto(String(said).split('\n', 1)[0]);
  await act(page);
  await pause(200);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await page.close();
  server.kill('SIGINT');
}
await browser.close();
