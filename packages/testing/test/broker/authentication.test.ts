import type { AuthPacket } from '@x/codec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Broker,
  createBroker,
  type EnhancedAuthenticationRequest,
  type EnhancedAuthenticationVerdict,
} from '../../src/index.ts';
import {
  attempted,
  bytes,
  connected,
  connectPacket,
  RawClient,
  text,
} from '../support/raw-client.ts';

let broker: Broker;

/** Two steps: any start is answered with a challenge, which must come back reversed. */
function authenticateEnhanced(
  request: EnhancedAuthenticationRequest,
): EnhancedAuthenticationVerdict {
  if (request.method !== 'MIRROR') return { reasonCode: 0x8c };
  if (request.step === 0) return { reasonCode: 0x18, data: bytes('abc') };
  const answer = request.data && text({ payload: request.data });
  return answer === 'cba'
    ? { reasonCode: 0, data: bytes(request.reauthentication ? 'again' : 'welcome') }
    : { reasonCode: 0x87, reasonString: 'wrong' };
}

beforeEach(() => {
  broker = createBroker({ authenticateEnhanced });
});

afterEach(() => broker.close());

const WITH_METHOD = { properties: { authenticationMethod: 'MIRROR' } };

function auth(reasonCode: number, answer?: string, method = 'MIRROR'): AuthPacket {
  const authenticationData = answer === undefined ? undefined : bytes(answer);
  return {
    type: 'auth',
    reasonCode,
    properties: { authenticationMethod: method, authenticationData },
  };
}

async function begun(): Promise<RawClient> {
  const client = await new RawClient(5).open(broker.transport());
  client.send(connectPacket(5, 'me', WITH_METHOD));
  expect(await client.expect('auth')).toMatchObject({
    reasonCode: 0x18,
    properties: { authenticationMethod: 'MIRROR', authenticationData: bytes('abc') },
  });
  return client;
}

async function done(): Promise<RawClient> {
  const client = await begun();
  client.send(auth(0x18, 'cba'));
  expect(await client.expect('connack')).toMatchObject({
    reasonCode: 0,
    properties: { authenticationMethod: 'MIRROR', authenticationData: bytes('welcome') },
  });
  return client;
}

describe('enhanced authentication', () => {
  it('goes through its steps before CONNACK', async () => {
    const client = await done();
    await client.expectNothing();
    expect(broker.clients()).toHaveLength(1);
  });

  it('[MQTT-4.12.0-4] refuses at any step', async () => {
    const client = await begun();
    client.send(auth(0x18, 'abc'));
    expect(await client.expect('connack')).toMatchObject({
      reasonCode: 0x87,
      properties: { reasonString: 'wrong' },
    });
    await client.end();
    expect(broker.sessions()).toEqual([]);
  });

  it.each([
    ['another packet', { type: 'pingreq' } as const],
    ['another method', auth(0x18, 'cba', 'OTHER')],
    ['a new start', auth(0x19, 'cba')],
  ])('%s in the middle ends the connection', async (_name, packet) => {
    const client = await begun();
    client.send(packet);
    expect(await client.end()).toEqual([]);
  });

  it('[MQTT-4.12.0-1] refuses an unknown method, and any without a hook', async () => {
    const unknown = { properties: { authenticationMethod: 'OTHER' } };
    expect((await attempted(broker.transport(), 5, 'me', unknown)).connack.reasonCode).toBe(0x8c);
    await broker.close();
    broker = createBroker();
    expect((await attempted(broker.transport(), 5, 'me', WITH_METHOD)).connack.reasonCode).toBe(
      0x8c,
    );
  });

  it('[MQTT-4.12.1-1] can be repeated while connected', async () => {
    const client = await done();
    for (let n = 0; n < 2; n++) {
      client.send(auth(0x19));
      expect(await client.expect('auth')).toMatchObject({ reasonCode: 0x18 });
      await client.expectNothing();
      client.send(auth(0x18, 'cba'));
      expect(await client.expect('auth')).toMatchObject({
        reasonCode: 0,
        properties: { authenticationData: bytes('again') },
      });
    }
  });

  it('[MQTT-4.12.1-2] ends the connection when the repetition fails', async () => {
    const client = await done();
    client.send(auth(0x19));
    await client.expect('auth');
    client.send(auth(0x18, 'wrong'));
    expect(await client.end()).toMatchObject([{ type: 'disconnect', reasonCode: 0x87 }]);
  });

  it.each([
    ['no method was agreed on', false, auth(0x19)],
    ['the method is another', true, auth(0x19, undefined, 'OTHER')],
    ['nothing was asked', true, auth(0x18, 'cba')],
  ])('AUTH when %s ends the connection', async (_name, agreed, packet) => {
    const client = agreed ? await done() : await connected(broker.transport(), 5, 'me');
    client.send(packet);
    expect(await client.end()).toMatchObject([{ type: 'disconnect', reasonCode: 0x82 }]);
  });
});
