/** Brokers with certificates made for the test, and clients that are interrupted when it ends. */

import { createServer, type Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { createBroker } from '@x/testing';
import { authority, type Issued, issue } from '../../../../transport/test/support/certificates.ts';
import { listen, stopServer } from '../../../../transport/test/support/tcp-peer.ts';
import { MQTT } from '../../../src/index.ts';
import { type Recorder, record } from '../../support/recorder.ts';

/** As Node has them, but for what a broker takes as PEM only. */
type PeerTls = Omit<TlsOptions, 'key' | 'cert' | 'ca'> & { readonly ca?: string };

const DAY = 86_400_000;
export const ago = (days: number) => new Date(Date.now() - days * DAY);
export const names = ['127.0.0.1', 'localhost'];
export const root = authority('Good Authority');
export const good = issue({ subject: 'broker', names, keyType: 'rsa' }, root);

const stops: (() => Promise<void>)[] = [];

/** Called by `stopAll`, the last first. */
export function stopLater(stop: () => Promise<void>): void {
  stops.push(stop);
}

export async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

export async function secureBroker(identity: Issued = good, options: PeerTls = {}) {
  const broker = createBroker();
  stopLater(() => broker.close());
  return broker.listen({ tls: withIdentity(options, identity) });
}

export async function secureWebSocketBroker(identity: Issued = good) {
  const broker = createBroker();
  stopLater(() => broker.close());
  return broker.listenWebSocket({ tls: withIdentity({}, identity) });
}

export async function plainBroker() {
  const broker = createBroker();
  stopLater(() => broker.close());
  return broker.listen();
}

/** Whatever it is, it is no broker. */
export async function rawServer(serve: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  stopLater(() => stopServer(server, sockets));
  return listen(server);
}

function withIdentity(options: PeerTls, { key, cert }: Issued) {
  return { ...options, key, cert };
}

export interface TestClient {
  readonly mqtt: MQTT;
  readonly recorder: Recorder;
  readonly log: string[];
}

/** TLS is on; `settings` are given to `config`. */
export async function secureClient(...settings: readonly string[]): Promise<TestClient> {
  const client = await plainClient(...settings);
  client.mqtt.setSSLEnabled(true);
  return client;
}

/** As `secureClient`, with the good authority trusted. */
export function trustingClient(...settings: readonly string[]): Promise<TestClient> {
  return secureClient(`SSLServerCACerts=${root.cert}`, ...settings);
}

export async function plainClient(...settings: readonly string[]): Promise<TestClient> {
  const mqtt = new MQTT();
  mqtt.setTimeout(20);
  stopLater(() => mqtt.interrupt());
  const log: string[] = [];
  mqtt.on('Log', ({ message }) => log.push(message));
  for (const setting of settings) await mqtt.config(setting);
  return { mqtt, recorder: record(mqtt), log };
}

/** The error that connecting rejects with, after the Connected event told of it. */
export async function refusal(client: TestClient, port: number): Promise<Error> {
  const error: unknown = await client.mqtt.connectTo('127.0.0.1', port).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('connecting did not fail as it should');
  return error;
}
