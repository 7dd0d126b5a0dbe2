/** Enhanced authentication of MQTT 5: the exchange, and every way in which it can go wrong. */

import { describe, expect, it } from 'vitest';
import { bytes, outcome, sleep, thrown, turns, useStage } from '../support/stage.ts';

const stage = useStage();
const METHOD = 'SCRAM';

const challenge = (data: string) =>
  ({
    type: 'auth',
    reasonCode: 0x18,
    properties: { authenticationMethod: METHOD, authenticationData: bytes(data) },
  }) as const;
const accepted = {
  type: 'connack',
  sessionPresent: false,
  reasonCode: 0,
  properties: { authenticationMethod: METHOD },
} as const;

async function begin() {
  await stage.mqtt.config(`AuthenticationMethod=${METHOD}`);
  await stage.mqtt.config('AuthenticationData=0102');
  return stage.begin(1);
}

describe('before CONNACK', () => {
  it('CONNECT carries method and data, each challenge is answered, sync or async', async () => {
    const { mqtt } = stage;
    const asked: string[] = [];
    mqtt.setAuthenticator((data) => {
      const text = new TextDecoder().decode(data);
      asked.push(text);
      const answer = bytes(`answer to ${text}`);
      return asked.length === 1 ? answer : Promise.resolve(answer);
    });
    const { peer, connecting } = await begin();
    expect(peer.received[0]).toMatchObject({
      properties: { authenticationMethod: METHOD, authenticationData: Uint8Array.of(1, 2) },
    });
    for (const text of ['one', 'two']) {
      peer.send(challenge(text));
      expect(await peer.receive('auth')).toMatchObject({
        reasonCode: 0x18,
        properties: {
          authenticationMethod: METHOD,
          authenticationData: bytes(`answer to ${text}`),
        },
      });
    }
    peer.send(accepted);
    expect(await outcome(connecting)).toBe(0);
    expect(asked).toEqual(['one', 'two']);
  });

  it('a challenge again once connected is answered too', async () => {
    stage.mqtt.setAuthenticator(() => undefined);
    const { peer, connecting } = await begin();
    peer.send(accepted);
    await connecting;
    peer.send(challenge('again'));
    expect(await peer.receive('auth')).toMatchObject({ reasonCode: 0x18 });
    expect(stage.mqtt.isConnected()).toBe(true);
  });

  it.each([
    ['without an authenticator', undefined],
    [
      'with one that throws',
      () => {
        throw new Error('no key');
      },
    ],
    ['with one that rejects', () => Promise.reject(new Error('no key'))],
    ['with one that gives no bytes', () => 'text' as unknown as Uint8Array],
  ])('%s: connect() rejects 500, DISCONNECT comes first', async (_, authenticator) => {
    stage.mqtt.setAuthenticator(authenticator);
    const { peer, connecting } = await begin();
    peer.send(challenge('x'));
    expect(await outcome(connecting)).toBe(500);
    await peer.receive('disconnect');
  });

  it('a challenge without a method in CONNECT, or of another method, is a protocol error', async () => {
    stage.mqtt.setAuthenticator(() => undefined);
    const { peer, connecting } = await stage.begin(1);
    peer.send(challenge('x'));
    expect(await outcome(connecting)).toBe(500);
    const next = await begin();
    next.peer.send({ ...challenge('x'), properties: { authenticationMethod: 'other' } });
    expect(await outcome(next.connecting)).toBe(500);
  });

  it('an authenticator that never answers is bound by Timeout', async () => {
    stage.mqtt.setTimeout(1);
    stage.mqtt.setAuthenticator(() => new Promise(() => undefined));
    const { peer, connecting } = await begin();
    peer.send(challenge('x'));
    expect(await outcome(connecting)).toBe(201);
  });
});

it.each(['resolves', 'rejects'] as const)(
  'an answer that %s after its connection went is not for the next one',
  async (how) => {
    const { mqtt } = stage;
    let settle = (): void => undefined;
    mqtt.setAuthenticator(
      () =>
        new Promise((resolve, reject) => {
          settle = () => (how === 'resolves' ? resolve(bytes('late')) : reject(new Error('late')));
        }),
    );
    const { peer, connecting } = await begin();
    peer.send(challenge('x'));
    await sleep(20);
    await mqtt.interrupt();
    expect(await outcome(connecting)).toBe(301);
    const next = await begin();
    next.peer.send(accepted);
    await next.connecting;
    settle();
    await turns(3);
    await mqtt.publishMessage('t', 0, 'x');
    await next.peer.receive('publish');
    expect(mqtt.isConnected()).toBe(true);
  },
);

it('the data is hexadecimal, and secret', async () => {
  expect(await outcome(stage.mqtt.config('AuthenticationData=0'))).toBe(10022);
  expect(thrown(() => stage.mqtt.setAuthenticator(undefined))).toBe(0);
});
