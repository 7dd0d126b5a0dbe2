/** The keys of the five JSON settings, as rows: each is a property of a packet, some also a setting of its own. */

import type { PropertyName } from '@x/codec';
import { bool, int, type Kind, oneOf, UINT16, UINT32 } from './kinds.ts';
import { hex, mqttString } from './text-kinds.ts';

/** A setting that keeps the value of a key with the same meaning. */
export type SharedSetting =
  | 'ClientTopicAliasMax'
  | 'ResponseTopic'
  | 'SessionExpInterval'
  | 'TopicAlias';

export interface JsonKey<T> {
  readonly property: PropertyName;
  /** 'pairs' for the repeatable "name:value" of user properties. */
  readonly kind: Kind<T> | 'pairs';
  /** What its absence means, for people. */
  readonly absent: string;
  readonly setting?: SharedSetting;
  /** Another spelling of the key, read and understood all the same. */
  readonly alias?: string;
  /** Shown when the server sent it; writing it is refused with 211. */
  readonly readOnly?: true;
  readonly extension?: true;
}

type KeyTable = Readonly<Record<string, JsonKey<unknown>>>;

const uint16 = int(0, UINT16, { notation: 'hex' });
const uint32 = int(0, UINT32, { notation: 'hex' });

/** A topic alias of 0 means none everywhere; an interval of 0 means something. */
const positive16 = int(1, UINT16, { notation: 'hex' });
const positive32 = int(1, UINT32, { notation: 'hex' });

const userProperty = { property: 'userProperties', kind: 'pairs', absent: 'none' } as const;
const extraUserProperty = { ...userProperty, extension: true } as const;

const CONTENT_KEYS = {
  ContentType: { property: 'contentType', kind: mqttString, absent: 'none' },
  CorrelationData: { property: 'correlationData', kind: hex, absent: 'none' },
  MessageExpInterval: { property: 'messageExpiryInterval', kind: uint32, absent: 'no expiry' },
  PayloadFormatIndicator: {
    property: 'payloadFormatIndicator',
    kind: int(0, 1, { notation: 'hex' }),
    absent: '0, which is not sent',
  },
} as const satisfies KeyTable;

const flag = (property: PropertyName) => ({ property, kind: bool, absent: 'True' }) as const;

export const JSON_KEYS = {
  connack: {
    AssignedClientIdentifier: {
      property: 'assignedClientIdentifier',
      kind: mqttString,
      absent: 'none',
    },
    MaximumQoS: { property: 'maximumQoS', kind: oneOf([0, 1]), absent: '2' },
    MaximumPacketSize: { property: 'maximumPacketSize', kind: positive32, absent: 'unlimited' },
    ReasonString: { property: 'reasonString', kind: mqttString, absent: 'none' },
    ReceiveMaximum: { property: 'receiveMaximum', kind: positive16, absent: '65535' },
    ResponseInformation: { property: 'responseInformation', kind: mqttString, absent: 'none' },
    RetainAvailable: flag('retainAvailable'),
    ServerKeepAlive: { property: 'serverKeepAlive', kind: uint16, absent: 'that of CONNECT' },
    ServerTopicAliasMax: { property: 'topicAliasMaximum', kind: uint16, absent: '0' },
    SessionExpInterval: {
      property: 'sessionExpiryInterval',
      kind: uint32,
      absent: 'that of CONNECT',
    },
    SharedSubscriptionAvailable: flag('sharedSubscriptionAvailable'),
    SubscriptionIdentifiersAvailable: flag('subscriptionIdentifiersAvailable'),
    // The reference's spelling, and the right one.
    WildcardSubscriptionAvaiable: flag('wildcardSubscriptionAvailable'),
    WildcardSubscriptionAvailable: flag('wildcardSubscriptionAvailable'),
    ServerReference: {
      property: 'serverReference',
      kind: mqttString,
      absent: 'none',
      extension: true,
    },
    AuthenticationMethod: {
      property: 'authenticationMethod',
      kind: mqttString,
      absent: 'none',
      extension: true,
    },
    UserProperty: extraUserProperty,
  },
  connect: {
    ClientTopicAliasMax: {
      property: 'topicAliasMaximum',
      kind: uint16,
      absent: '0',
      setting: 'ClientTopicAliasMax',
    },
    MaximumPacketSize: { property: 'maximumPacketSize', kind: positive32, absent: 'unlimited' },
    ReceiveMaximum: { property: 'receiveMaximum', kind: positive16, absent: '65535' },
    RequestProblemInformation: {
      property: 'requestProblemInformation',
      kind: bool,
      absent: 'True',
    },
    RequestResponseInformation: {
      property: 'requestResponseInformation',
      kind: bool,
      absent: 'False',
    },
    SessionExpInterval: {
      property: 'sessionExpiryInterval',
      kind: uint32,
      absent: '0',
      setting: 'SessionExpInterval',
    },
    UserProperty: extraUserProperty,
  },
  disconnect: {
    SessionExpInterval: {
      property: 'sessionExpiryInterval',
      kind: uint32,
      absent: 'that of CONNECT',
    },
    ReasonString: { property: 'reasonString', kind: mqttString, absent: 'none' },
    ServerReference: {
      property: 'serverReference',
      kind: mqttString,
      absent: 'none',
      readOnly: true,
      extension: true,
    },
    UserProperty: extraUserProperty,
  },
  publish: {
    ...CONTENT_KEYS,
    ResponseTopic: {
      property: 'responseTopic',
      kind: mqttString,
      absent: 'none',
      setting: 'ResponseTopic',
    },
    TopicAlias: { property: 'topicAlias', kind: positive16, absent: 'none', setting: 'TopicAlias' },
    UserProperty: userProperty,
  },
  will: {
    ...CONTENT_KEYS,
    ResponseTopic: {
      property: 'responseTopic',
      kind: mqttString,
      absent: 'none',
      alias: 'ReponseTopic',
    },
    WillDelayInterval: { property: 'willDelayInterval', kind: uint32, absent: '0' },
    UserProperty: extraUserProperty,
  },
} as const satisfies Readonly<Record<string, KeyTable>>;

export type JsonGroupName = keyof typeof JSON_KEYS;

/** The row of a key as written: exactly first, then in any case. */
export function findKey(
  group: JsonGroupName,
  written: string,
): { readonly name: string; readonly row: JsonKey<unknown> } | undefined {
  const table: KeyTable = JSON_KEYS[group];
  const exact = Object.hasOwn(table, written) ? table[written] : undefined;
  if (exact !== undefined) return { name: written, row: exact };
  const lower = written.toLowerCase();
  for (const [name, row] of Object.entries(table)) {
    if (name.toLowerCase() === lower || row.alias?.toLowerCase() === lower) return { name, row };
  }
  return undefined;
}
