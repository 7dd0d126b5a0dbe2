/** SessionStateFile in a browser: a key of IndexedDB, read while the calls that follow wait. */

import { describe, expect, it } from 'vitest';
import { MQTT, MQTTError } from '../../src/index.ts';

let made = 0;

/** A client with this key, and the key in the database holding one message that is not through. */
async function withSaved(): Promise<{ client: MQTT; key: string }> {
  const key = `state-${Date.now()}-${++made}`;
  const message = { packetId: 7, state: 1, topic: 't', qos: 2, retain: false, dup: false };
  const writer = new MQTT();
  await writer.config(`SessionStateFile=${key}`);
  const client = new MQTT();
  client.setClientId('me');
  const state = { version: 1, clientId: 'me', lastPacketId: 7, incoming: [] };
  await client.restoreSession(
    JSON.stringify({ ...state, outgoing: [{ ...message, payload: 'AAAA' }] }),
  );
  await client.config(`SessionStateFile=${key}`);
  await client.saveSession();
  return { client: writer, key };
}

describe('SessionStateFile in a browser', () => {
  it('is written by saveSession and read by restoreSession', async () => {
    const { client } = await withSaved();
    await client.restoreSession('');
    expect([...client.getOutgoingMessages()].map(({ packetId }) => packetId)).toEqual([7]);
    expect(client.isCleanSession()).toBe(false);
  });

  it('is awaited by what is called meanwhile, in order', async () => {
    const { client } = await withSaved();
    const settled: string[] = [];
    const note = (name: string) => () => settled.push(name);
    const restored = client.restoreSession('').then(note('restored'));
    expect(client.getOutgoingMessages().size).toBe(0);
    // Without a client id a session that is kept is refused: CleanSession is read after the restored session changed it.
    const refused = client.connectTo('ws://127.0.0.1:9', 0).catch((error: unknown) => {
      note('connect')();
      return error;
    });
    const published = client.publishMessage('t', 0, 'x').catch(note('publish'));
    const saved = client.saveSession().then((state) => {
      note('saved')();
      return state;
    });
    await Promise.all([restored, refused, published, saved]);
    expect(settled).toEqual(['restored', 'connect', 'publish', 'saved']);
    expect(await refused).toMatchObject({ code: 500 });
    expect(JSON.parse(await saved).lastPacketId).toBe(7);
  });

  it('refuses a key that has nothing with 302, and goes on', async () => {
    const client = new MQTT();
    await client.config('SessionStateFile=nothing is here');
    const outcome = client.restoreSession('').catch((error: unknown) => error);
    const later = client.publishMessage('t', 0, 'x').catch((error: unknown) => error);
    const errors = [await outcome, await later];
    expect(errors.map((error) => error instanceof MQTTError && error.code)).toEqual([302, 1117]);
    expect(client.isCleanSession()).toBe(true);
  });
});
