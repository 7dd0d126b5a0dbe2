import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SessionError } from '../src/errors.ts';
import { type JournalChange, JournalState, needsCommit } from '../src/journal.ts';
import { parseJournalChange } from '../src/journal-change.ts';
import type { SessionState } from '../src/state.ts';
import { bytes, Client } from './support/client.ts';

const OPTIONS = { journal: true };
const PROPERTIES = { correlationData: bytes('id'), userProperties: [['a', 'b']] } as const;

/** One step of a history; `pick` chooses among the exchanges that are open. */
type Step = readonly [name: string, run: (client: Client, pick: number) => void];

const STEPS: readonly Step[] = [
  ['publish 0', (client) => void client.publish(0)],
  ['publish 1', (client) => void client.publish(1, properties(client))],
  ['publish 2', (client) => void client.publish(2)],
  ['puback', (client, pick) => client.ack('puback', outgoing(client, 1, pick))],
  ['pubrec', (client, pick) => client.ack('pubrec', outgoing(client, 2, pick))],
  ['pubrec 0x80', (client, pick) => client.ack('pubrec', outgoing(client, 2, pick), 0x80)],
  ['pubcomp', (client, pick) => client.ack('pubcomp', outgoing(client, 2, pick))],
  ['message 1', (client, pick) => client.message((pick % 9) + 1, { qos: 1 })],
  ['message 2', (client, pick) => client.message((pick % 9) + 1, { qos: 2 })],
  ['pubrel', (client, pick) => client.ack('pubrel', incoming(client, pick))],
  ['lose', (client) => client.lose()],
  ['online, session present', (client) => client.online({ sessionPresent: true })],
  ['online, session lost', (client) => client.online()],
  ['clean start', (client) => client.online({}, { cleanStart: true })],
  ['another client id', (client) => client.online({}, { clientId: 'b' })],
  ['disconnect', (client) => client.disconnect()],
  ['restart', (client) => restart(client)],
];

function properties({ version }: Client) {
  return version === 5 ? { properties: PROPERTIES } : {};
}

function outgoing({ session }: Client, qos: number, pick: number): number {
  const ids = [...session.outgoing].filter((each) => each.qos === qos).map((e) => e.packetId);
  return ids[pick % ids.length] ?? 9;
}

function incoming({ session }: Client, pick: number): number {
  const ids = [...session.incoming].map(({ packetId }) => packetId);
  return ids[pick % ids.length] ?? 9;
}

/** The process ends; another reads the journal. */
function restart(client: Client): void {
  client.lose();
  client.restart(replayed(client.sink.changes).state, OPTIONS);
}

/** As a store reads it: by way of JSON. */
function replayed(changes: readonly JournalChange[]): JournalState {
  const journal = new JournalState();
  for (const change of changes) {
    journal.apply(parseJournalChange(JSON.parse(JSON.stringify(change))));
  }
  return journal;
}

/** DUP is set by every resend: whether there has been one already is not kept. */
function firstSent(state: SessionState): SessionState {
  const outgoing = state.outgoing.map((message) => ({ ...message, dup: false }));
  return JSON.parse(JSON.stringify({ ...state, outgoing }));
}

const history = fc.array(
  fc.tuple(fc.constantFrom(...STEPS), fc.nat(100)).map(([step, pick]) => ({
    run: (client: Client) => step[1](client, pick),
    toString: () => `${step[0]} ${pick}`,
  })),
  { maxLength: 40 },
);

describe('the journal of a session', () => {
  it.each([4, 5] as const)('leads to what the session would save (version %i)', (version) => {
    fc.assert(
      fc.property(history, (steps) => {
        const client = new Client(version, OPTIONS);
        client.online();
        for (const step of steps) {
          step.run(client);
          const state = replayed(client.sink.changes).state;
          expect(firstSent(state)).toEqual(firstSent(client.session.save()));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('counts the messages that are not through', () => {
    const client = new Client(5, OPTIONS);
    client.online();
    client.publish(1);
    client.publish(2);
    client.message(1, { qos: 2 });
    expect(replayed(client.sink.changes).size).toBe(3);
    client.ack('puback', 1);
    client.ack('pubrel', 1);
    expect(replayed(client.sink.changes).size).toBe(1);
  });

  it('waits for everything but the end of an outgoing exchange', () => {
    const client = new Client(5, OPTIONS);
    client.online();
    client.publish(1);
    client.ack('puback', 1);
    client.publish(2);
    client.ack('pubrec', 2);
    client.message(1, { qos: 2 });
    client.ack('pubrel', 1);
    expect(client.sink.changes.map((each) => [each.type, needsCommit(each)])).toEqual([
      ['state', true],
      ['publish', true],
      ['acknowledged', false],
      ['publish', true],
      ['release', true],
      ['received', true],
      ['delivered', true],
    ]);
  });
});

describe('parseJournalChange', () => {
  it.each([
    ['nothing', undefined],
    ['no object', 7],
    ['an unknown type', { type: 'forgotten' }],
    ['a type of the prototype', { type: 'toString' }],
    ['a packet id of 0', { type: 'acknowledged', packetId: 0 }],
    ['a field too many', { type: 'delivered', packetId: 1, qos: 2 }],
    ['a release without its order', { type: 'release', packetId: 1 }],
    ['a state of nothing', { type: 'state' }],
    ['a message of nothing', { type: 'publish', message: null }],
  ])('refuses %s', (_, value) => {
    expect(() => parseJournalChange(value)).toThrow(SessionError);
  });
});
