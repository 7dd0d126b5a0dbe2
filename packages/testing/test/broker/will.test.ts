import type { Will } from '@x/codec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, createBroker, type FakeClock, fakeClock } from '../../src/index.ts';
import { attempted, bytes, connected, type RawClient, text } from '../support/raw-client.ts';

let broker: Broker;
let clock: FakeClock;
let observer: RawClient;

beforeEach(async () => {
  clock = fakeClock();
  broker = createBroker({ clock });
  observer = await connected(broker.transport(), 5, 'observer');
  await observer.subscribe('will', 2);
});

afterEach(() => broker.close());

function will(fields: Partial<Will> = {}): Will {
  return { topic: 'will', payload: bytes('gone'), qos: 0, retain: false, ...fields };
}

describe.each([4, 5] as const)('wills, version %i', (version) => {
  const join = (fields: Partial<Will> = {}, keepAlive = 0): Promise<RawClient> =>
    connected(broker.transport(), version, 'me', { will: will(fields), keepAlive });

  it('[MQTT-3.1.2-8] is published when the connection breaks', async () => {
    const client = await join({ qos: 2 });
    await client.drop();
    const packet = await observer.take();
    expect(packet).toMatchObject({ topic: 'will', qos: 2, retain: false });
    expect(text(packet)).toBe('gone');
    await observer.expectNothing();
  });

  it('[MQTT-3.1.2-10] is dropped by a DISCONNECT', async () => {
    const client = await join();
    await client.leave();
    await observer.expectNothing();
  });

  it('is published when the client breaks the protocol', async () => {
    const client = await join();
    client.sendBytes(0xff, 0);
    await client.end();
    await observer.expect('publish');
  });

  it('is published when the broker drops the client or sends it away', async () => {
    await join();
    broker.dropConnection('me');
    await observer.expect('publish');
    await join();
    broker.disconnectClient('me');
    await observer.expect('publish');
  });

  it('[MQTT-3.1.2-22] is published one and a half keep alive after the last packet', async () => {
    const client = await join({}, 10);
    clock.advance(14_999);
    await client.expectNothing();
    clock.advance(14_999);
    await observer.expectNothing();
    clock.advance(1);
    expect(await client.end()).toMatchObject(
      version === 5 ? [{ type: 'disconnect', reasonCode: 0x8d }] : [],
    );
    await observer.expect('publish');
  });

  it('[MQTT-3.1.2-15] is retained if it says so, and not otherwise', async () => {
    const [kept, passing] = [await join({ retain: true }), observer];
    await kept.drop();
    expect(await passing.expect('publish')).toMatchObject({ retain: false });
    const late = await connected(broker.transport(), version, 'late');
    await late.subscribe('will');
    expect(await late.expect('publish')).toMatchObject({ retain: true });
  });

  it('is published when another connection takes over a session that ends with it', async () => {
    await join();
    await connected(broker.transport(), version, 'me');
    await observer.expect('publish');
  });

  it('is not published for a client that was refused', async () => {
    await broker.close();
    broker = createBroker({ authenticate: ({ clientId }) => (clientId === 'me' ? 0x87 : 0) });
    observer = await connected(broker.transport(), 5, 'observer');
    await observer.subscribe('will');
    const { client } = await attempted(broker.transport(), version, 'me', { will: will() });
    await client.end();
    await observer.expectNothing();
  });

  it('is not published if the client may not', async () => {
    await broker.close();
    broker = createBroker({
      authorize: ({ topic, action }) => action === 'subscribe' || topic !== 'will',
    });
    observer = await connected(broker.transport(), 5, 'observer');
    await observer.subscribe('will');
    await (await join()).drop();
    await observer.expectNothing();
  });
});

describe('wills in 5.0', () => {
  const join = (delay: number, sessionExpiryInterval: number, cleanStart = false) =>
    connected(broker.transport(), 5, 'me', {
      cleanStart,
      will: will({ properties: { willDelayInterval: delay } }),
      properties: { sessionExpiryInterval },
    });

  it('[MQTT-3.14.4-3] goes out after DISCONNECT 0x04 and after an error code', async () => {
    await (await join(0, 0)).leave(0x04);
    await observer.expect('publish');
    await (await join(0, 0)).leave(0x80);
    await observer.expect('publish');
  });

  it('waits for its delay', async () => {
    await (await join(5, 60)).drop();
    clock.advance(4999);
    await observer.expectNothing();
    clock.advance(1);
    await observer.expect('publish');
    clock.advance(100_000);
    await observer.expectNothing();
  });

  it('does not wait beyond the end of the session', async () => {
    await (await join(60, 5)).drop();
    clock.advance(4999);
    await observer.expectNothing();
    clock.advance(1);
    await observer.expect('publish');
    clock.advance(100_000);
    await observer.expectNothing();
  });

  it('does not wait at all if the session ends with the connection', async () => {
    await (await join(60, 0)).drop();
    await observer.expect('publish');
  });

  it('[MQTT-3.1.3-9] is cancelled by a reconnect within the delay', async () => {
    await (await join(5, 60)).drop();
    clock.advance(4000);
    await (await join(5, 60)).leave();
    clock.advance(100_000);
    await observer.expectNothing();
  });

  it('is cancelled by a takeover that resumes the session', async () => {
    await join(5, 60);
    await (await join(5, 60)).leave();
    clock.advance(100_000);
    await observer.expectNothing();
  });

  it('goes out at once when a clean start ends the session', async () => {
    await (await join(50, 60)).drop();
    await join(50, 60, true);
    await observer.expect('publish');
  });

  it('carries its properties, but not its delay', async () => {
    const client = await connected(broker.transport(), 5, 'me', {
      will: will({
        properties: {
          willDelayInterval: 0,
          payloadFormatIndicator: 1,
          contentType: 'text/plain',
          responseTopic: 'answer',
          correlationData: bytes('42'),
          messageExpiryInterval: 30,
          userProperties: [
            ['b', '1'],
            ['a', '2'],
            ['b', '1'],
          ],
        },
      }),
    });
    clock.advance(10_000);
    await client.drop();
    expect((await observer.expect('publish')).properties).toEqual({
      payloadFormatIndicator: 1,
      contentType: 'text/plain',
      responseTopic: 'answer',
      correlationData: bytes('42'),
      messageExpiryInterval: 30,
      userProperties: [
        ['b', '1'],
        ['a', '2'],
        ['b', '1'],
      ],
    });
  });
});
