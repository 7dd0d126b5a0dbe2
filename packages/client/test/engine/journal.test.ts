/** The durable session: what depends on a change leaves only when the change is durable. */

import type { JournalChange, SessionState, SessionStore } from '@x/session';
import { JournalState } from '@x/session';
import { type ScriptedPeer, type ScriptedServer, scriptedServer } from '@x/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { Engine } from '../../src/engine/engine.ts';
import { Loading } from '../../src/engine/loading.ts';
import { Listeners } from '../../src/events.ts';
import { INITIAL_VALUES } from '../../src/settings/initial.ts';

/** A store whose flushes settle when the test says so. */
class SlowStore implements SessionStore {
  readonly changes: JournalChange[] = [];
  /** What would survive now. */
  durable: JournalState | undefined;
  #flushes: { upTo: number; resolve: () => void; reject: (error: Error) => void }[] = [];

  get waiting(): number {
    return this.#flushes.length;
  }

  load(): Promise<SessionState | undefined> {
    return Promise.resolve(this.durable?.state);
  }

  append(change: JournalChange): void {
    this.changes.push(change);
  }

  flush(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#flushes.push({ upTo: this.changes.length, resolve, reject });
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The oldest flush is through. */
  commit(): void {
    const flush = this.#flushes.shift();
    if (flush === undefined) throw new Error('nothing to commit');
    this.durable = new JournalState();
    for (const change of this.changes.slice(0, flush.upTo)) this.durable.apply(change);
    flush.resolve();
  }

  fail(): void {
    this.#flushes.shift()?.reject(new Error('the disk is full'));
  }
}

let server: ScriptedServer;
let store: SlowStore;
let engine: Engine;
const said: string[] = [];

beforeEach(async () => {
  server = await scriptedServer({ over: [] });
  store = new SlowStore();
  said.length = 0;
  const listeners = new Listeners();
  listeners.on('MessageIn', (event) => said.push(`in ${event.message}`));
  listeners.on('Error', (event) => said.push(`error ${event.errorCode}`));
  listeners.on('Disconnected', (event) => said.push(`disconnected ${event.statusCode}`));
  engine = new Engine({
    clock: systemClock,
    random: () => 0,
    listeners,
    settings: { ...INITIAL_VALUES, RepublishInterval: 0 },
    decode: (bytes) => new TextDecoder().decode(bytes),
    packetLines: () => undefined,
    openStore: () => Promise.resolve(store),
    loading: new Loading(),
    plan: () => {
      throw new Error('no automatic attempt here');
    },
  });
});

afterEach(async () => {
  engine.interrupt();
  await server.close();
});

const turns = () => new Promise((resolve) => setTimeout(resolve, 20));
const publish = (text: string, qos: 0 | 1 | 2) =>
  engine.publish({
    type: 'publish',
    topic: 't',
    payload: new TextEncoder().encode(text),
    qos,
    retain: false,
    dup: false,
  });

async function connect(sessionPresent = false): Promise<ScriptedPeer> {
  const connecting = engine.connect({
    transport: server.transport(),
    byName: false,
    packet: {
      type: 'connect',
      protocolVersion: 4,
      clientId: 'me',
      cleanStart: false,
      keepAlive: 0,
    },
    maxIncomingPacketSize: 0,
    journal: 'somewhere',
    patience: engine.patience(),
  });
  const peer = await server.accept();
  await turns();
  // The state that a new session begins with, and the one after CONNACK without a session.
  while (store.waiting > 0) store.commit();
  await peer.receive('connect');
  peer.send({ type: 'connack', sessionPresent, reasonCode: 0 });
  await turns();
  while (store.waiting > 0) store.commit();
  await connecting;
  return peer;
}

describe('SessionJournal', () => {
  it('sends a PUBLISH only when its record is durable, and settles its promise then', async () => {
    const peer = await connect();
    let settled = false;
    const sending = publish('one', 1).then(() => {
      settled = true;
    });
    await turns();
    expect(peer.received.map(({ type }) => type)).toEqual(['connect']);
    expect(settled).toBe(false);
    store.commit();
    await sending;
    expect(await peer.receive('publish')).toMatchObject({ packetId: 1 });
    expect(store.durable?.state.outgoing).toMatchObject([{ packetId: 1, topic: 't', state: 0 }]);
  });

  it('commits in groups: what comes during a commit waits for the next one', async () => {
    const peer = await connect();
    const first = publish('1', 1);
    await turns();
    const later = [publish('2', 1), publish('3', 2), publish('0', 0)];
    await turns();
    expect(store.waiting).toBe(1);
    store.commit();
    await first;
    await turns();
    expect(peer.received.map(({ type }) => type)).toEqual(['connect', 'publish']);
    expect(store.waiting).toBe(1);
    store.commit();
    await Promise.all(later);
    await turns();
    expect(peer.received.length).toBe(5);
  });

  it('sends PUBREC when the message is durable, PUBCOMP when its id is free', async () => {
    const peer = await connect();
    peer.send({
      type: 'publish',
      topic: 't',
      payload: Uint8Array.of(0x68, 0x69),
      qos: 2,
      packetId: 9,
      retain: false,
      dup: false,
    });
    await turns();
    expect(peer.received.length).toBe(1);
    store.commit();
    await peer.receive('pubrec');
    expect(store.durable?.state.incoming).toMatchObject([{ packetId: 9, state: 7 }]);
    peer.send({ type: 'pubrel', packetId: 9, reasonCode: 0 });
    await turns();
    expect(said).toEqual(['in hi']);
    expect(peer.received.length).toBe(2);
    store.commit();
    await peer.receive('pubcomp');
    expect(store.durable?.state.incoming).toEqual([]);
  });

  it('sends PUBREL when PUBREC is on record, and needs no commit for the end', async () => {
    const peer = await connect();
    const sending = publish('two', 2);
    await turns();
    store.commit();
    await sending;
    await peer.receive('publish');
    peer.send({ type: 'pubrec', packetId: 1, reasonCode: 0 });
    await turns();
    expect(peer.received.length).toBe(2);
    store.commit();
    await peer.receive('pubrel');
    expect(store.durable?.state.outgoing).toMatchObject([{ packetId: 1, state: 3 }]);
    peer.send({ type: 'pubcomp', packetId: 1, reasonCode: 0 });
    await turns();
    expect(store.waiting).toBe(0);
    expect(engine.session.outgoing.size).toBe(0);
  });

  it('a flush that fails: Error 302, the connection ends, the promise rejects, nothing went out', async () => {
    const peer = await connect();
    const sending = publish('lost', 1);
    await turns();
    store.fail();
    await expect(sending).rejects.toMatchObject({ code: 302 });
    expect(said).toEqual(['error 302', 'disconnected 302']);
    await peer.whenEnded();
    expect(peer.received.map(({ type }) => type)).toEqual(['connect']);
  });

  it('a client that starts again resumes what the journal has', async () => {
    const first = await connect();
    const sending = publish('kept', 2);
    await turns();
    store.commit();
    await sending;
    await first.receive('publish');
    engine.interrupt();
    await engine.discardSession();
    expect(engine.session.outgoing.size).toBe(0);
    const second = await connect(true);
    expect(await second.receive('publish')).toMatchObject({ packetId: 1, dup: true, qos: 2 });
  });

  it("refuses another client's journal with 504", async () => {
    store.durable = new JournalState({
      version: 1,
      clientId: 'somebody else',
      lastPacketId: 0,
      outgoing: [],
      incoming: [],
    });
    const connecting = engine.connect({
      transport: server.transport(),
      byName: false,
      packet: {
        type: 'connect',
        protocolVersion: 4,
        clientId: 'me',
        cleanStart: false,
        keepAlive: 0,
      },
      maxIncomingPacketSize: 0,
      journal: 'somewhere',
      patience: engine.patience(),
    });
    await expect(connecting).rejects.toMatchObject({ code: 504 });
  });
});
