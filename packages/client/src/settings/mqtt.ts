/** The 35 settings of the MQTT group. */

import type { QoS } from '@x/codec';
import type { RuntimeValues } from './host.ts';
import {
  bool,
  INT32,
  int,
  type Kind,
  oneOf,
  optional,
  text,
  textWhere,
  UINT16,
  UINT32,
} from './kinds.ts';
import { customPacket, userPropertyCount, userPropertyText } from './outgoing.ts';
import { Refusal } from './refusal.ts';
import { computed, json, type Row, readOnly, stored } from './row.ts';
import { format } from './text-form.ts';
import { list, mqttString } from './text-kinds.ts';

const NEXT = { used: 'next connect' } as const;
const OFF = ['', '-1'];

/** The reason codes that a client may send in DISCONNECT (MQTT 5.0, table 3-10). */
export const CLIENT_DISCONNECT_CODES = [
  0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
] as const;

const disconnectCode: Kind<number> = {
  ...int(0, 255, { notation: 'hex' }),
  refuse: (code: number) =>
    CLIENT_DISCONNECT_CODES.some((each) => each === code)
      ? undefined
      : new Refusal('must be a reason code that a client may send'),
};

/** The numbers that MQTT allows as QoS; any other is error 505. */
const qos = oneOf<QoS>([0, 1, 2], 505);

const incomingUserProperty = (part: 0 | 1): Row & { type: 'computed' } =>
  computed({
    title: 'string',
    initial: '',
    indexed: true,
    read: ({ runtime }, index) => {
      const entry = runtime.incomingUserProperties?.[index];
      return entry === undefined ? noIndex(index, incomingCount(runtime)) : entry[part];
    },
  });

const incomingCount = (runtime: RuntimeValues): number =>
  runtime.incomingUserProperties?.length ?? 0;

export function noIndex(index: number, count: number): Refusal {
  const range = count === 0 ? 'it is empty' : `it ends at ${count - 1}`;
  return new Refusal(`has no index ${index}: ${range}`);
}

export const MQTT_SETTINGS = {
  AutoReconnect: stored(bool),
  ClientTopicAliasMax: stored(optional(int(0, UINT16), '0'), NEXT),
  ConnAckProperties: json('connack', { access: 'read-only' }),
  ConnectionTimeout: stored(int(0, INT32)),
  ConnectProperties: json('connect', NEXT),
  DisconnectProperties: json('disconnect'),
  DisconnectReasonCode: stored(disconnectCode),
  Duplicate: stored(bool, {
    note: (on) => (on ? 'Duplicate is on: DUP is set on first sends too.' : undefined),
  }),
  IncomingUserPropCount: readOnly('integer', '0', (runtime) => String(incomingCount(runtime))),
  IncomingUserPropName: incomingUserProperty(0),
  IncomingUserPropValue: incomingUserProperty(1),
  LogLevel: stored(oneOf([0, 1, 2, 3])),
  OutgoingMessageProperties: json('publish'),
  OutgoingPacketId: readOnly('integer', '-1', (runtime) => String(runtime.outgoingPacketId)),
  OutgoingUserPropCount: userPropertyCount,
  OutgoingUserPropName: userPropertyText('name'),
  OutgoingUserPropValue: userPropertyText('value'),
  RepublishInterval: stored(int(0, INT32)),
  ResponseTopic: stored(mqttString),
  Retain: stored(bool),
  SendCustomPacket: customPacket,
  ServerTopicAliasMax: readOnly('integer', '0', (runtime) => String(runtime.serverTopicAliasMax)),
  SessionExpInterval: stored(optional(int(0, UINT32), '0', OFF), NEXT),
  SessionPresent: readOnly('Boolean', 'False', (runtime) => format(bool, runtime.sessionPresent)),
  SessionStateFile: stored(text),
  SubscriptionIdentifier: stored(optional(int(1, 268_435_455), '-1', OFF)),
  TopicAlias: stored(optional(int(1, UINT16), '-1', OFF)),
  TopicDelimiter: stored(
    textWhere('string of 1 or more characters', (value) =>
      value === '' ? 'must not be empty' : undefined,
    ),
  ),
  TopicNLArray: stored(list(bool)),
  TopicQOSArray: stored(list(qos)),
  TopicRAPArray: stored(list(bool)),
  TopicRHArray: stored(list(oneOf([0, 1, 2]))),
  WillProperties: json('will', NEXT),
  WillQOS: stored(qos, NEXT),
  WillRetain: stored(bool, NEXT),
} satisfies Record<string, Row>;
