/** A client for tests of the settings alone: what it is and has received is set by hand. */

import type { LogType } from '../../src/events.ts';
import type { Configuration } from '../../src/settings/configuration.ts';
import type { RuntimeValues, SettingsHost } from '../../src/settings/host.ts';
import { Settings } from '../../src/settings/store.ts';

export class TestCertificate {
  readonly encodedB = new Uint8Array();
  readonly privateKeyAvailable = false;
  readonly storeType = 0;
  tlsCredentials(): undefined {
    return undefined;
  }
}

export class TestHost implements SettingsHost {
  busy = false;
  connected = false;
  readonly logged: string[] = [];
  readonly sent: Uint8Array[] = [];
  readonly certificate = TestCertificate;
  runtime: RuntimeValues = {
    connAckProperties: undefined,
    sessionPresent: false,
    serverTopicAliasMax: 0,
    outgoingPacketId: -1,
    queuedMessages: 0,
    incomingUserProperties: undefined,
    receivedDisconnect: undefined,
    negotiated: undefined,
    localAddress: undefined,
    localPort: undefined,
    remoteAddress: undefined,
  };

  isBusy(): boolean {
    return this.busy;
  }
  isConnected(): boolean {
    return this.connected;
  }
  sendCustomPacket(bytes: Uint8Array): void {
    this.sent.push(bytes);
  }
  log(level: 1 | 2 | 3, message: string, type: LogType): void {
    this.logged.push(`${level} ${type} ${message}`);
  }
  receive(values: Partial<RuntimeValues>): void {
    this.runtime = { ...this.runtime, ...values };
  }
}

/** Settings whose configuration is there at once, as on Node. */
export class TestSettings extends Settings {
  get made(): Configuration {
    const made = this.configure();
    if (made instanceof Promise) throw new Error('only a browser has to load it');
    return made;
  }

  config(text: string): string {
    return this.made.config(text);
  }
}

export function newSettings(): { readonly host: TestHost; readonly settings: TestSettings } {
  const host = new TestHost();
  return { host, settings: new TestSettings(host) };
}

/** The code of the MQTTError that `action` throws. */
export function codeOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}
