/** The client as a browser gets it, over the platform's WebSocket, against brokers that are not ours. */

import { afterEach, describe, expect, inject, it } from 'vitest';
import { MQTT, MQTTVersions } from '../../src/index.ts';

const VERSIONS: Readonly<Record<string, MQTTVersions>> = {
  '3.1.1': MQTTVersions.mvV3,
  '5.0': MQTTVersions.mvV5,
};

const links = inject('peers').flatMap(({ name, url, versions }) =>
  versions.map((version) => ({ name, url, version })),
);

describe.each(links)('MQTT $version to $name', ({ url, version }) => {
  let client: MQTT | undefined;
  afterEach(async () => {
    await client?.disconnect();
  });

  async function connected(): Promise<MQTT> {
    client = new MQTT();
    client.setVersion(VERSIONS[version] ?? MQTTVersions.mvV5);
    client.setTimeout(20);
    await client.connectTo(url, 0);
    return client;
  }

  it('brings a message of each QoS back, text and bytes', async () => {
    const mqtt = await connected();
    const topic = `browser/${mqtt.getClientId()}`;
    const got: [text: string, qos: number][] = [];
    const all = new Promise<void>((resolve) => {
      mqtt.on('MessageIn', ({ message, QOS }) => {
        got.push([message, QOS]);
        if (got.length === 4) resolve();
      });
    });
    const granted = new Promise((resolve) => {
      mqtt.once('Subscribed', ({ responseCode }) => resolve(responseCode));
    });
    await mqtt.subscribe(`${topic}/#`, 2);
    expect(await granted).toBe(2);
    for (const qos of [0, 1, 2]) await mqtt.publishMessage(`${topic}/${qos}`, qos, `é ${qos}`);
    await mqtt.publishData(`${topic}/bytes`, 0, new Uint8Array([0x61, 0x62]));
    await all;
    expect(got.sort()).toEqual([
      ['ab', 0],
      ['é 0', 0],
      ['é 1', 1],
      ['é 2', 2],
    ]);
  });

  it('does what config says, called in a row without await', async () => {
    const mqtt = await connected();
    const topic = `browser/${mqtt.getClientId()}/latin`;
    const lines: string[] = [];
    mqtt.on('Log', ({ message }) => lines.push(message));
    const received = new Promise<string>((resolve) => {
      mqtt.on('MessageIn', (event) => resolve(`${event.message} in ${event.messageB.length}`));
    });
    void mqtt.config('CodePage=28591');
    void mqtt.config('LogLevel=3');
    void mqtt.config('TopicQOSArray=1');
    void mqtt.subscribe(topic, 0);
    void mqtt.publishMessage(topic, 0, 'é');
    expect(await received).toBe('é in 1');
    expect(lines).toContainEqual(expect.stringMatching(/^-> SUBSCRIBE id \d+/));
    expect(lines).toContainEqual(expect.stringMatching(/^-> SUBSCRIBE 82 .* 01$/));
  });

  it('reports the end of the connection once, and is idle then', async () => {
    const mqtt = await connected();
    const ends: number[] = [];
    mqtt.on('Disconnected', ({ statusCode }) => ends.push(statusCode));
    await mqtt.disconnect();
    expect(ends).toEqual([0]);
    expect(mqtt.isConnected()).toBe(false);
  });
});
