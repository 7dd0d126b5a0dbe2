/** A server with a good certificate, and dials to it. */

import type { TlsOptions as ServerOptions } from 'node:tls';
import { TransportError } from '../../src/errors.ts';
import { type TlsOptions, type TlsPeer, tls } from '../../src/tls.ts';
import { never } from '../compliance/suite.ts';
import { authority, issue } from './certificates.ts';
import { Recorder } from './recorder.ts';
import { tlsPeerServer } from './tls-peer.ts';

export const DAY = 86_400_000;
export const ago = (days: number) => new Date(Date.now() - days * DAY);

export const root = authority('Good Authority');
export const names = ['127.0.0.1', 'broker.test'];
export const good = issue({ subject: 'broker', names }, root);

const stops: (() => Promise<void>)[] = [];

/** To be stopped by `stopAll`. */
export function stopLater(stop: () => Promise<void>): void {
  stops.push(stop);
}

export async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0)) await stop();
}

export async function serve(options: ServerOptions = {}) {
  const server = await tlsPeerServer({ cert: good.cert, key: good.key, ...options });
  stopLater(server.stop);
  return server;
}

export async function dial(port: number, extra: Partial<TlsOptions> = {}) {
  const handlers = new Recorder();
  const options = { host: '127.0.0.1', port, ca: [root.cert], ...extra };
  const connection = await tls(options).dial(handlers, never());
  return { handlers, connection };
}

/** The error of a dial that must fail. */
export async function failure(port: number, extra: Partial<TlsOptions> = {}) {
  const error: unknown = await dial(port, extra).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof TransportError) return error;
  throw new Error('the dial did not fail as it should', { cause: error });
}

export const NOBODY: TlsPeer = {
  authorized: true,
  faults: [],
  authorizationError: undefined,
  certificate: new Uint8Array(),
  chain: [],
  subject: '',
  issuer: '',
  subjectAltName: '',
  serverName: '',
};
