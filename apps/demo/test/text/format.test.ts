import { type MessageEvent, MQTT } from '@x/client';
import { createBroker } from '@x/testing';
import { describe, expect, it } from 'vitest';
import { formatter, OUTPUTS, PLACEHOLDERS } from '../../src/text/format.ts';

/** A message as a client has it. */
async function received(payload: Uint8Array): Promise<MessageEvent> {
  await using broker = createBroker();
  const { url } = await broker.listen();
  const mqtt = new MQTT();
  mqtt.setVersion(1);
  await mqtt.connectTo(url, 0);
  const subscribed = new Promise((resolve) => mqtt.on('Subscribed', resolve));
  await mqtt.subscribe('a/b', 1);
  await subscribed;
  const message = new Promise<MessageEvent>((resolve) => mqtt.on('MessageIn', resolve));
  const properties = {
    contentType: 'text/plain',
    correlationData: Uint8Array.of(1, 2),
    userProperties: [
      ['n', 'v'],
      ['n', 'w'],
    ] as [string, string][],
  };
  broker.publish({ topic: 'a/b', payload, qos: 1, properties });
  const event = await message;
  await mqtt.disconnect();
  return event;
}

const text = (pieces: readonly (string | Uint8Array)[]) =>
  Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString('latin1');

describe('formats', () => {
  it('have every placeholder and escape', async () => {
    const message = await received(Uint8Array.of(0xff, 0));
    const form = (format: string) => text(formatter(format)(message));
    expect(form('%t|%p|%x|%l|%q|%r|%d')).toBe('a/b|\xff\0|ff00|2|1|0|0');
    expect(form('%C|%P|%R|%E|%S|%%')).toBe('text/plain|n:v n:w||||%');
    expect(form('%D')).toBe('\x01\x02');
    expect(form('\\t%t\\n\\\\')).toBe('\ta/b\n\\');
    expect(form('plain')).toBe('plain');
    for (const { letter } of PLACEHOLDERS) expect(() => formatter(`%${letter}`)).not.toThrow();
    expect(() => formatter('%y')).toThrow('there is no %y');
  });

  it('JSON has text as text, and any other bytes as Base64', async () => {
    const json = (message: MessageEvent) => JSON.parse(text(OUTPUTS.json(message)));
    expect(json(await received(Buffer.from('hi')))).toMatchObject({
      topic: 'a/b',
      qos: 1,
      payload: 'hi',
      properties: { contentType: 'text/plain', correlationData: '0102' },
    });
    expect(json(await received(Uint8Array.of(0xff)))).toMatchObject({ payloadBase64: '/w==' });
    // A byte order mark is a part of the payload.
    const marked = Buffer.from('\ufeffx');
    expect(json(await received(marked))).toMatchObject({
      payloadBase64: marked.toString('base64'),
    });
  });
});
