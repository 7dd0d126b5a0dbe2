/** A listener may call the session again from every sink call: nothing breaks, no mark is settled twice or never. */

import type { ProtocolVersion } from '@x/codec';
import { describe, expect, it } from 'vitest';
import type { Call } from './recording-sink.ts';
import { Client, online } from './support/client.ts';

const CALLS: readonly Call[] = [
  'write',
  'settle',
  'connected',
  'acknowledged',
  'published',
  'failed',
  'deliver',
  'subscribed',
  'challenge',
  'journal',
  'close',
];

const auth = { authenticationMethod: 'M' };
const CHALLENGE = { type: 'auth', reasonCode: 0x18, properties: auth } as const;
const asking = (version: ProtocolVersion) =>
  version === 5 ? { properties: { ...auth, sessionExpiryInterval: 9 } } : {};
const granted = (version: ProtocolVersion) =>
  version === 5 ? { properties: { receiveMaximum: 3 } } : {};

const OPTIONS = { offlineQueueMessages: 50, republishInterval: 5000, journal: true };

/** What a listener may do. */
const DEEDS: Readonly<Record<string, (client: Client) => unknown>> = {
  'publishes at QoS 0': (client) => client.publish(0),
  'publishes at QoS 1': (client) => client.publish(1),
  'publishes at QoS 2': (client) => client.publish(2),
  subscribes: (client) => client.subscribe(['x']),
  unsubscribes: (client) => client.unsubscribe(['x']),
  disconnects: (client) => client.disconnect(),
  'loses the connection': (client) => client.lose(),
  'loses it and connects again': (client) => {
    client.lose();
    client.connect(asking(client.version));
  },
  'loses it and is connected again': (client) => {
    client.lose();
    client.online({ sessionPresent: true });
  },
  'connects cleanly': (client) => {
    client.lose();
    client.connect({ cleanStart: true });
  },
  'loads a state': (client) => client.session.load(client.session.save(), client.sink),
  'loads another state': (client) => {
    const other = online();
    for (let i = 0; i < 3; i++) other.publish(2);
    other.ack('pubrec', 2);
    const state = other.session.save();
    const inUse = [1, 2, 3].some((id) => client.sink.session?.outgoing.indexOf(id) === -1);
    // An id that a SUBSCRIBE holds is refused, as it must be.
    if (inUse) expect(() => tryLoad(client, state)).not.toThrow(TypeError);
    else client.session.load(state, client.sink);
  },
  discards: (client) => client.session.discard('from within', client.sink),
  withdraws: (client) => {
    for (let ticket = 1; ticket <= client.ticket; ticket++) {
      client.session.withdraw(ticket, client.sink);
    }
  },
  'resumes and ticks': (client) => {
    client.session.resume(client.now, client.sink);
    client.tick(client.now + 10_000);
  },
  'breaks the protocol': (client) => client.session.violation(0x82, 'here', undefined, client.sink),
};

function tryLoad(client: Client, state: unknown): void {
  try {
    client.session.load(state, client.sink);
  } catch (error) {
    expect(error).toMatchObject({ code: 'state-invalid' });
  }
}

/** Everything that a session does, in one go; `after` runs before each step. */
function story(client: Client, before: () => void): void {
  const steps = [
    () => client.publish(1),
    () => client.online(granted(client.version), asking(client.version)),
    () => client.publish(0),
    () => client.publish(2),
    () => client.publish(1),
    () => client.publish(1),
    () => client.subscribe(['a', 'b']),
    () => client.unsubscribe(['a']),
    () => client.message(undefined),
    () => client.message(50, { qos: 1 }),
    () => client.message(51, { qos: 2 }),
    () => client.ack('pubrel', 51),
    () => client.ack('puback', 1),
    () => client.ack('pubrec', 2),
    () => client.ack('pubcomp', 2),
    () => client.receive({ type: 'suback', packetId: 4, reasonCodes: [0, 0x80] }),
    () => {
      if (client.version === 5) client.receive(CHALLENGE);
    },
    () => client.lose(),
    () => client.publish(2),
    () => client.online({ sessionPresent: true }),
    () => client.tick(60_000),
    () => client.lose(),
    () => client.online({ sessionPresent: false }),
    () => client.publish(1),
    () => client.disconnect(),
  ];
  for (const step of steps) {
    before();
    step();
    client.now += 10;
  }
}

describe.each(CALLS)('inside %s', (call) => {
  it.each(Object.entries(DEEDS))('a listener %s', (_, deed) => {
    for (const version of [4, 5] as readonly ProtocolVersion[]) {
      // The deed happens at one step, each in turn: then what is left of the story goes on around it.
      for (let at = 0; at < 25; at++) {
        const client = new Client(version, OPTIONS);
        let step = 0;
        story(client, () => {
          if (step++ === at) client.sink.inside[call] = () => deed(client);
        });
        delete client.sink.inside[call];
        expect(client.end()).toEqual([]);
        expect([
          client.session.phase,
          client.session.waiting,
          client.session.outgoing.size,
        ]).toEqual(['disconnected', 0, 0]);
      }
    }
  });
});

it('a listener of the acknowledgement that discards its message does not take the success back', () => {
  const client = online();
  client.publish(1);
  client.sink.inside.acknowledged = () => client.session.discard('from within', client.sink);
  client.ack('puback', 1);
  expect(client.sink.lines.slice(2)).toEqual([
    'acknowledged outgoing 1',
    'published 1 t',
    'settle 1 done puback',
  ]);
});
