/** The MQTT 5 properties and options that outgoing packets take from the settings, compiled when they are first needed. */

import type {
  ConnectProperties,
  DisconnectProperties,
  PublishProperties,
  QoS,
  SubscribeProperties,
  WillProperties,
} from '@x/codec';
import { fromHex } from '../hex.ts';
import { MQTTVersions } from '../versions.ts';
import type { JsonSettings } from './json.ts';
import type { SettingValues } from './setting-values.ts';

export interface SubscribeOptions {
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: 0 | 1 | 2;
}

export class PacketProperties {
  readonly #values: Readonly<SettingValues>;
  readonly #json: JsonSettings;
  // null: not compiled since a setting changed.
  #publish: PublishProperties | undefined | null = null;
  #connect: ConnectProperties | undefined | null = null;
  #will: WillProperties | undefined | null = null;
  #disconnect: DisconnectProperties | undefined | null = null;

  constructor(values: Readonly<SettingValues>, json: JsonSettings) {
    this.#values = values;
    this.#json = json;
  }

  /** A setting has changed. */
  forget(): void {
    this.#publish = null;
    this.#connect = null;
    this.#will = null;
    this.#disconnect = null;
  }

  publish(): PublishProperties | undefined {
    if (this.#publish === null) this.#publish = this.#json.properties('publish');
    return this.#publish;
  }

  connect(): ConnectProperties | undefined {
    if (this.#connect === null) this.#connect = this.#compileConnect();
    return this.#connect;
  }

  will(): WillProperties | undefined {
    if (this.#will === null) this.#will = this.#json.properties('will');
    return this.#will;
  }

  disconnect(): DisconnectProperties | undefined {
    if (this.#disconnect === null) this.#disconnect = this.#json.properties('disconnect');
    return this.#disconnect;
  }

  subscribe(): SubscribeProperties | undefined {
    const identifier = this.#values.SubscriptionIdentifier;
    return identifier === undefined ? undefined : { subscriptionIdentifiers: [identifier] };
  }

  /** The last element of an array serves all filters that follow. */
  subscribeOptions(index: number): SubscribeOptions {
    return {
      noLocal: elementAt(this.#values.TopicNLArray, index) ?? false,
      retainAsPublished: elementAt(this.#values.TopicRAPArray, index) ?? false,
      retainHandling: elementAt(this.#values.TopicRHArray, index) ?? 0,
    };
  }

  topicQoS(index: number, argument: QoS): QoS {
    return elementAt(this.#values.TopicQOSArray, index) ?? argument;
  }

  /** ConnectProperties' MaximumPacketSize counts in MQTT 5 only. */
  incomingPacketLimit(): number | undefined {
    const { Version, MaxIncomingPacketSize } = this.#values;
    if (Version === MQTTVersions.mvV5) return this.connect()?.maximumPacketSize;
    return MaxIncomingPacketSize === 0 ? undefined : MaxIncomingPacketSize;
  }

  #compileConnect(): ConnectProperties | undefined {
    const { MaxIncomingPacketSize, AuthenticationMethod, AuthenticationData } = this.#values;
    const properties: ConnectProperties | undefined = this.#json.properties('connect');
    const limits = [properties?.maximumPacketSize, MaxIncomingPacketSize || undefined];
    const limit = limits.filter((each) => each !== undefined);
    const added: ConnectProperties = {
      ...(limit.length > 0 && { maximumPacketSize: Math.min(...limit) }),
      ...(AuthenticationMethod !== '' && { authenticationMethod: AuthenticationMethod }),
      ...(AuthenticationData !== '' && { authenticationData: fromHex(AuthenticationData) }),
    };
    if (Object.keys(added).length === 0) return properties;
    return { ...properties, ...added };
  }
}

function elementAt<T>(values: readonly T[], index: number): T | undefined {
  return values[Math.min(index, values.length - 1)];
}
