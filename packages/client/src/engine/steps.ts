/** The steps of one attempt and of its end, as ConnectionStatus and SSLStatus tell them. */

import type { Connection, TransportStatus } from '@x/transport';
import { cipherProgress, negotiatedFrom, tlsProgress } from '#tls';
import { ConnectionStatusEvent, type Listeners, SSLStatusEvent } from '../events.ts';
import type { Runtime } from './runtime.ts';

/** The documented phrases, at the real time of each. */
const PHRASES: Readonly<Partial<Record<TransportStatus['type'], string>>> = {
  'proxy-connected': 'Firewall connection complete.',
  connected: 'Remote host connection complete.',
  'tls-connected': 'SSL handshake complete.',
};

export class Steps {
  readonly #listeners: Listeners;
  readonly #runtime: Runtime;
  #secured = false;
  #viaProxy = false;

  constructor(parts: { readonly listeners: Listeners; readonly runtime: Runtime }) {
    this.#listeners = parts.listeners;
    this.#runtime = parts.runtime;
  }

  get viaProxy(): boolean {
    return this.#viaProxy;
  }

  progress(status: TransportStatus): void {
    if (status.type === 'proxy-connected') this.#viaProxy = true;
    if (status.type === 'tls-connected') this.#secured = true;
    if (status.type === 'tls-peer') this.#runtime.serverCertificate = status.peer.certificate;
    this.#sslStatus(tlsProgress(status));
    const phrase = PHRASES[status.type];
    if (phrase !== undefined) this.#connectionStatus(phrase);
  }

  /** What TLS agreed on, if it was used. */
  negotiated(connection: Connection): void {
    if (!this.#secured) return;
    const { tls } = connection.info;
    if (tls === undefined) return;
    this.#runtime.negotiated = negotiatedFrom(tls);
    this.#sslStatus(cipherProgress(tls));
  }

  /** The connection is gone, layer by layer. */
  ended(): void {
    if (this.#secured) this.#connectionStatus('SSL connection broken.');
    this.#connectionStatus('Remote host disconnected.');
    if (this.#viaProxy) this.#connectionStatus('Firewall host disconnected.');
  }

  #connectionStatus(phrase: string): void {
    if (!this.#listeners.has('ConnectionStatus')) return;
    this.#listeners.emit('ConnectionStatus', new ConnectionStatusEvent(phrase, 0, 'OK'));
  }

  #sslStatus(message: string | undefined): void {
    if (message === undefined || !this.#listeners.has('SSLStatus')) return;
    this.#listeners.emit('SSLStatus', new SSLStatusEvent(message));
  }
}
