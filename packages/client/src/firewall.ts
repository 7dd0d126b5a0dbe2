/** The proxy that a client connects through: six fields, as properties and as get/set methods over the same storage. */

import { mqttError } from './errors.ts';
import { FirewallTypes } from './versions.ts';

const PORT_OF_TYPE: Readonly<Record<FirewallTypes, number>> = {
  0: 0,
  1: 80,
  2: 1080,
  3: 1080,
  10: 1080,
};

export class Firewall {
  #autoDetect = false;
  #type: FirewallTypes = FirewallTypes.fwNone;
  #host = '';
  #password = '';
  #port = 0;
  #user = '';

  /** Whether the environment's proxy settings are used when `host` is empty. Default false. */
  get autoDetect(): boolean {
    return this.#autoDetect;
  }
  set autoDetect(value: boolean) {
    if (typeof value !== 'boolean') throw invalid('autoDetect', 'a boolean');
    this.#autoDetect = value;
  }

  /**
   * 0 none, 1 tunnel (HTTP CONNECT), 2 SOCKS4, 3 SOCKS5, 10 SOCKS4A. Default 0.
   * Setting it sets `port` to the type's own: 80 for the tunnel, 1080 for SOCKS, 0 for none.
   * @throws MQTTError 10022 for another number.
   */
  get firewallType(): FirewallTypes {
    return this.#type;
  }
  set firewallType(value: FirewallTypes) {
    if (!isFirewallType(value)) throw invalid('firewallType', '0, 1, 2, 3 or 10');
    this.#type = value;
    this.#port = PORT_OF_TYPE[value];
  }

  /** Name or address of the proxy. Default "": none. */
  get host(): string {
    return this.#host;
  }
  set host(value: string) {
    this.#host = text('host', value);
  }

  /** Default "". */
  get password(): string {
    return this.#password;
  }
  set password(value: string) {
    this.#password = text('password', value);
  }

  /**
   * 0 to 65,535. Default 0; set by `firewallType`, so set it afterwards.
   * @throws MQTTError 10022 out of that range.
   */
  get port(): number {
    return this.#port;
  }
  set port(value: number) {
    if (!Number.isInteger(value) || value < 0 || value > 65_535) {
      throw invalid('port', 'an integer from 0 to 65535');
    }
    this.#port = value;
  }

  /** User name for the proxy's authentication; the user id of SOCKS4. Default "". */
  get user(): string {
    return this.#user;
  }
  set user(value: string) {
    this.#user = text('user', value);
  }

  isAutoDetect(): boolean {
    return this.autoDetect;
  }
  setAutoDetect(autoDetect: boolean): void {
    this.autoDetect = autoDetect;
  }
  getFirewallType(): FirewallTypes {
    return this.firewallType;
  }
  setFirewallType(firewallType: FirewallTypes): void {
    this.firewallType = firewallType;
  }
  getHost(): string {
    return this.host;
  }
  setHost(host: string): void {
    this.host = host;
  }
  getPassword(): string {
    return this.password;
  }
  setPassword(password: string): void {
    this.password = password;
  }
  getPort(): number {
    return this.port;
  }
  setPort(port: number): void {
    this.port = port;
  }
  getUser(): string {
    return this.user;
  }
  setUser(user: string): void {
    this.user = user;
  }
}

function isFirewallType(value: unknown): value is FirewallTypes {
  return typeof value === 'number' && Object.hasOwn(PORT_OF_TYPE, value);
}

function text(field: string, value: unknown): string {
  if (typeof value !== 'string') throw invalid(field, 'a string');
  return value;
}

function invalid(field: string, expected: string): Error {
  return mqttError(10022, `Firewall.${field} must be ${expected}`);
}
