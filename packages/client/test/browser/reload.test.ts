/** A page that is loaded again in the middle of an exchange of QoS 2, against a real broker: exactly once. */

import { afterEach, describe, expect, inject, it } from 'vitest';
import { MQTT } from '../../src/index.ts';
import type { PageNews, PageRequest } from './support/page.ts';

const PUBREC = 5;
const PUBREL = 6;
const PUBCOMP = 7;

// aedes cuts its packets over several frames, so that a page cannot tell where one begins.
const links = inject('peers')
  .filter(({ name }) => name === 'mosquitto')
  .flatMap(({ name, url, versions }) => versions.map((version) => ({ name, url, version })));

let made = 0;

/** A frame of this origin, and so with the same database; its page goes when it goes. */
class Page {
  readonly news: PageNews[] = [];
  readonly #frame = document.createElement('iframe');
  #woken: () => void = () => undefined;

  constructor(request: PageRequest) {
    this.load(request);
    window.addEventListener('message', this.#hear);
    document.body.append(this.#frame);
  }

  /** Loads the page, again if it was there: it knows nothing then but what it kept. */
  load(request: PageRequest): void {
    const page = new URL('./support/page.ts', import.meta.url).href;
    // Vitest's server rewrites import() to a call of its runner, which the frame does not have.
    const before = `
      window.__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() };
      window.name = ${JSON.stringify(JSON.stringify(request))};`;
    this.#frame.srcdoc = `<script>${before}</script><script type="module" src="${page}"></script>`;
  }

  async next(type: PageNews['type']): Promise<void> {
    for (;;) {
      const failed = this.news.find((each) => each.type === 'failed');
      if (failed !== undefined) throw new Error(failed.detail);
      if (this.news.some((each) => each.type === type)) return;
      await new Promise<void>((resolve) => {
        this.#woken = resolve;
      });
    }
  }

  messages(): string[] {
    return this.news.filter(({ type }) => type === 'message').map(({ detail }) => detail);
  }

  remove(): void {
    window.removeEventListener('message', this.#hear);
    this.#frame.remove();
  }

  readonly #hear = ({ source, data }: MessageEvent<PageNews>): void => {
    if (source !== this.#frame.contentWindow) return;
    this.news.push(data);
    this.#woken();
  };
}

describe.each(links)('MQTT $version to $name', ({ url, version }) => {
  let page: Page | undefined;
  let client: MQTT | undefined;
  afterEach(async () => {
    page?.remove();
    await client?.disconnect();
  });

  function request(changes: Partial<PageRequest>): PageRequest {
    const clientId = `page${Date.now()}${++made}`;
    return {
      ...{ url, version: version === '5.0' ? 5 : 4, clientId, key: clientId },
      ...{ topic: `reload/${clientId}`, deafAt: 0, publish: '' },
      ...changes,
    };
  }

  async function connected(): Promise<MQTT> {
    client = new MQTT();
    client.setVersion(version === '5.0' ? 1 : 0);
    client.setTimeout(20);
    await client.connectTo(url, 0);
    return client;
  }

  it.each([
    ['PUBREC', PUBREC],
    ['PUBCOMP', PUBCOMP],
  ])('a message whose %s never came arrives once', async (_, deafAt) => {
    const first = request({ deafAt, publish: 'once' });
    const mqtt = await connected();
    const got: string[] = [];
    mqtt.on('MessageIn', ({ message }) => got.push(message));
    await mqtt.subscribe(first.topic, 2);
    page = new Page(first);
    await page.next('deaf');
    page.load({ ...first, deafAt: 0, publish: '' });
    await page.next('acknowledged');
    // What follows on the same topic has overtaken nothing.
    const all = new Promise<void>((resolve) => {
      mqtt.on('MessageIn', ({ message }) => {
        if (message === 'end') resolve();
      });
    });
    await mqtt.publishMessage(first.topic, 2, 'end');
    await all;
    expect(got).toEqual(['once', 'end']);
  });

  it('a message whose PUBREL never came is told once', async () => {
    const first = request({});
    // The session at the broker, with its subscription.
    const owner = await connected();
    await owner.disconnect();
    owner.setClientId(first.clientId);
    owner.setCleanSession(false);
    if (version === '5.0') await owner.config('SessionExpInterval=300');
    await owner.connectTo(url, 0);
    const subscribed = new Promise((resolve) => {
      owner.once('Subscribed', resolve);
    });
    await owner.subscribe(first.topic, 2);
    await subscribed;
    await owner.disconnect();

    const mqtt = await connected();
    await mqtt.publishMessage(first.topic, 2, 'once');
    page = new Page({ ...first, deafAt: PUBREL });
    await page.next('deaf');
    expect(page.messages()).toEqual([]);
    page.load(first);
    await mqtt.publishMessage(first.topic, 2, 'end');
    const here = page;
    await expect.poll(() => here.messages().includes('end'), { timeout: 20_000 }).toBe(true);
    expect(page.messages()).toEqual(['once', 'end']);
  });
});
