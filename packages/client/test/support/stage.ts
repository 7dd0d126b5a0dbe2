/** A scripted server, a client and what it says, anew for each test; a fault that nobody caught fails the test. */

import type { ConnackPacket, PublishPacket } from '@x/codec';
import { type ScriptedPeer, type ScriptedServer, scriptedServer } from '@x/testing';
import { afterEach, beforeEach, expect } from 'vitest';
import { MQTT, MQTTError } from '../../src/index.ts';
import { type Recorder, record } from './recorder.ts';

export type Version = 0 | 1;
/** Both, for tests that hold for both. */
export const VERSIONS: readonly (readonly [name: string, version: Version])[] = [
  ['3.1.1', 0],
  ['5.0', 1],
];

const FAULTS = ['uncaughtException', 'unhandledRejection'] as const;

export class Stage {
  #server: ScriptedServer | undefined;
  #mqtt: MQTT | undefined;
  #recorder: Recorder | undefined;
  #faults: unknown[] = [];
  #listeners: [string, NodeJS.UncaughtExceptionListener[]][] = [];

  get server(): ScriptedServer {
    return required(this.#server);
  }

  get mqtt(): MQTT {
    return required(this.#mqtt);
  }

  get recorder(): Recorder {
    return required(this.#recorder);
  }

  get lines(): readonly string[] {
    return this.recorder.lines;
  }

  async open(): Promise<void> {
    this.#faults = [];
    // The test runner's own listeners would end the run at a fault that a test expects.
    this.#listeners = FAULTS.map((name) => [name, process.listeners(name as 'uncaughtException')]);
    for (const name of FAULTS) {
      process.removeAllListeners(name);
      process.on(name, this.#fault);
    }
    this.#server = await scriptedServer({ over: ['tcp'] });
    this.#mqtt = new MQTT();
    this.#recorder = record(this.#mqtt);
  }

  async close(): Promise<void> {
    await this.mqtt.interrupt();
    await this.server.close();
    await turns(3);
    for (const [name, listeners] of this.#listeners) {
      process.removeAllListeners(name);
      for (const listener of listeners) process.on(name, listener);
    }
    expect(this.#faults).toEqual([]);
  }

  /** Faults that the test wanted. */
  takeFaults(): unknown[] {
    return this.#faults.splice(0);
  }

  /** Starts to connect; the peer is there, with CONNECT read. */
  async begin(version: Version = 0): Promise<{ peer: ScriptedPeer; connecting: Promise<void> }> {
    this.mqtt.setVersion(version);
    const connecting = this.mqtt.connectTo(this.server.host, this.server.port);
    const peer = await this.server.accept();
    await peer.receive('connect');
    return { peer, connecting };
  }

  async connect(
    version: Version = 0,
    properties?: ConnackPacket['properties'],
    sessionPresent = false,
  ): Promise<ScriptedPeer> {
    const { peer, connecting } = await this.begin(version);
    peer.send({ type: 'connack', sessionPresent, reasonCode: 0, properties });
    await connecting;
    return peer;
  }

  /** A later connection of the same client, by its own doing or by a call made before. */
  async accept(
    sessionPresent = false,
    properties?: ConnackPacket['properties'],
  ): Promise<ScriptedPeer> {
    const peer = await this.server.accept();
    await peer.receive('connect');
    peer.send({ type: 'connack', sessionPresent, reasonCode: 0, properties });
    return peer;
  }

  readonly #fault = (error: unknown): void => {
    this.#faults.push(error);
  };
}

export function useStage(): Stage {
  const stage = new Stage();
  beforeEach(() => stage.open());
  afterEach(() => stage.close());
  return stage;
}

/** 0 when it resolved, the code of the error when it rejected; fails when it does neither. */
export async function outcome(promise: Promise<unknown>): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the promise was never settled')), 8000);
  });
  try {
    await Promise.race([promise, late]);
    return 0;
  } catch (error) {
    if (error instanceof MQTTError) return error.code;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The code of what `call` throws at once; 0 when it throws nothing. */
export function thrown(call: () => unknown): number {
  try {
    call();
    return 0;
  } catch (error) {
    if (error instanceof MQTTError) return error.code;
    throw error;
  }
}

/** Lets the event loop go round. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A PUBLISH of the server. */
export function incoming(fields: Partial<PublishPacket> = {}): PublishPacket {
  return {
    type: 'publish',
    topic: 't',
    payload: bytes('in'),
    qos: 0,
    retain: false,
    dup: false,
    ...fields,
  };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the stage is not open');
  return value;
}
