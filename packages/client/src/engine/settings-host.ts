/** The client as its settings see it. */

import { Certificate } from '#certificate';
import type { LogType } from '../events.ts';
import type { CertificateClass, RuntimeValues, SettingsHost } from '../settings/host.ts';
import type { Engine } from './engine.ts';

export class EngineHost implements SettingsHost {
  #engine: Engine | undefined;
  #sending: Promise<void> | undefined;

  /** The settings come first: an engine begins with them. */
  attach(engine: Engine): void {
    this.#engine = engine;
  }

  get runtime(): RuntimeValues {
    return this.#attached.runtime;
  }

  get certificate(): CertificateClass {
    return Certificate;
  }

  isBusy(): boolean {
    return this.#attached.state !== 'idle';
  }

  isConnected(): boolean {
    return this.#attached.state === 'connected';
  }

  sendCustomPacket(bytes: Uint8Array): void {
    this.#sending = this.#attached.sendBytes(bytes);
  }

  /** Of the SendCustomPacket that was just set. */
  takeSending(): Promise<void> | undefined {
    const sending = this.#sending;
    this.#sending = undefined;
    return sending;
  }

  log(level: 1 | 2 | 3, message: string, type: LogType): void {
    this.#attached.log.line(level, message, type);
  }

  get #attached(): Engine {
    if (this.#engine === undefined) throw new TypeError('the settings have no engine yet');
    return this.#engine;
  }
}
