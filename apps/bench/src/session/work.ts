/** What is measured: one message of a kind through a session with so many others outstanding. */

import type { ConnackPacket, ConnectPacket, PublishPacket } from '@x/codec';
import { type PublishRequest, Session, type Sink } from '@x/session';

/** The last payload. */
export let delivered: Uint8Array | undefined;
const nothing = (): void => undefined;
/** Takes everything and does nothing but to look at a payload: what is measured is the session. */
const SINK: Sink = {
  write: nothing,
  settle: nothing,
  connected: nothing,
  acknowledged: nothing,
  published: nothing,
  failed: nothing,
  deliver: ({ payload }) => {
    delivered = payload;
  },
  subscribed: nothing,
  challenge: nothing,
  journal: nothing,
  close: nothing,
};

const CONNECT: ConnectPacket = {
  type: 'connect',
  protocolVersion: 4,
  clientId: 'bench',
  cleanStart: true,
  keepAlive: 60,
};
const CONNACK: ConnackPacket = { type: 'connack', sessionPresent: false, reasonCode: 0 };
const PAYLOAD = new Uint8Array(256);

function connected(): Session {
  const session = new Session();
  session.connect(CONNECT, SINK);
  session.packetReceived(CONNACK, 0, SINK);
  session.resume(0, SINK);
  return session;
}

function request(qos: 0 | 1 | 2): PublishRequest {
  return {
    type: 'publish',
    topic: 'bench/topic',
    payload: PAYLOAD,
    qos,
    retain: false,
    dup: false,
    properties: undefined,
  };
}

/** With every key, as a decoder gives it. */
function incoming(qos: 0 | 1 | 2, packetId: number | undefined): PublishPacket {
  return {
    type: 'publish',
    topic: 'bench/topic',
    payload: PAYLOAD,
    qos,
    retain: false,
    dup: false,
    packetId,
    properties: undefined,
  };
}

/** The id that follows; ids count up from 1 to 65,535. */
function after(id: number): number {
  return id === 65_535 ? 1 : id + 1;
}

/** Publishes and acknowledges, oldest first, while `outstanding` stay unacknowledged. */
function publishing(qos: 1 | 2, outstanding: number): () => void {
  const session = connected();
  let oldest = 1;
  for (let i = 0; i < outstanding; i++) session.publish(i + 1, request(qos), 0, SINK);
  const reasonCode = 0;
  return () => {
    const packetId = oldest;
    oldest = after(oldest);
    if (qos === 1) {
      session.packetReceived({ type: 'puback', packetId, reasonCode }, 0, SINK);
    } else {
      session.packetReceived({ type: 'pubrec', packetId, reasonCode }, 0, SINK);
      session.packetReceived({ type: 'pubcomp', packetId, reasonCode }, 0, SINK);
    }
    session.publish(1, request(qos), 0, SINK);
  };
}

function receiving(outstanding: number): () => void {
  const session = connected();
  let oldest = 1;
  let next = 1;
  const take = () => {
    session.packetReceived(incoming(2, next), 0, SINK);
    next = after(next);
  };
  for (let i = 0; i < outstanding; i++) take();
  return () => {
    session.packetReceived({ type: 'pubrel', packetId: oldest, reasonCode: 0 }, 0, SINK);
    oldest = after(oldest);
    take();
  };
}

export const WORKS = {
  'publish QoS 0': (outstanding: number) => {
    const session = connected();
    for (let i = 0; i < outstanding; i++) session.publish(i + 1, request(1), 0, SINK);
    return () => session.publish(1, request(0), 0, SINK);
  },
  'publish QoS 1': (outstanding: number) => publishing(1, outstanding),
  'publish QoS 2': (outstanding: number) => publishing(2, outstanding),
  'receive QoS 0': (outstanding: number) => {
    const session = connected();
    for (let i = 0; i < outstanding; i++) session.publish(i + 1, request(1), 0, SINK);
    return () => session.packetReceived(incoming(0, undefined), 0, SINK);
  },
  'receive QoS 1': (outstanding: number) => {
    const session = connected();
    for (let i = 0; i < outstanding; i++) session.publish(i + 1, request(1), 0, SINK);
    return () => session.packetReceived(incoming(1, 7), 0, SINK);
  },
  'receive QoS 2': receiving,
} as const satisfies Record<string, (outstanding: number) => () => unknown>;

export type WorkName = keyof typeof WORKS;
