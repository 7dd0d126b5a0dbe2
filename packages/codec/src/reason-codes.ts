/**
 * The reason codes of MQTT 5.0 with the packets that may carry them, by sender: the table of section 2.4. The packets
 * have the lists of their own sections; a test holds the two together, as nobody should load names to check a byte.
 */

import type { PacketType } from './packet.ts';

interface ReasonCodeRow {
  readonly code: number;
  /** The packets in which a client may send it. */
  readonly client: readonly PacketType[];
  /** The packets in which a server may send it. */
  readonly server: readonly PacketType[];
}

const ACK = ['puback', 'pubrec'] as const;
const REL = ['pubrel', 'pubcomp'] as const;
const SUB = ['suback', 'unsuback'] as const;
const END = ['disconnect'] as const;
const REFUSAL = ['connack', 'disconnect'] as const;

export const REASON_CODES = {
  success: {
    code: 0x00,
    client: [...ACK, ...REL],
    server: ['connack', ...ACK, ...REL, 'unsuback', 'auth'],
  },
  normalDisconnection: { code: 0x00, client: END, server: END },
  grantedQoS0: { code: 0x00, client: [], server: ['suback'] },
  grantedQoS1: { code: 0x01, client: [], server: ['suback'] },
  grantedQoS2: { code: 0x02, client: [], server: ['suback'] },
  disconnectWithWillMessage: { code: 0x04, client: END, server: [] },
  noMatchingSubscribers: { code: 0x10, client: [], server: ACK },
  noSubscriptionExisted: { code: 0x11, client: [], server: ['unsuback'] },
  continueAuthentication: { code: 0x18, client: ['auth'], server: ['auth'] },
  reauthenticate: { code: 0x19, client: ['auth'], server: [] },
  unspecifiedError: { code: 0x80, client: [...ACK, ...END], server: [...REFUSAL, ...ACK, ...SUB] },
  malformedPacket: { code: 0x81, client: END, server: REFUSAL },
  protocolError: { code: 0x82, client: END, server: REFUSAL },
  implementationSpecificError: {
    code: 0x83,
    client: [...ACK, ...END],
    server: [...REFUSAL, ...ACK, ...SUB],
  },
  unsupportedProtocolVersion: { code: 0x84, client: [], server: ['connack'] },
  clientIdentifierNotValid: { code: 0x85, client: [], server: ['connack'] },
  badUserNameOrPassword: { code: 0x86, client: [], server: ['connack'] },
  notAuthorized: { code: 0x87, client: ACK, server: [...REFUSAL, ...ACK, ...SUB] },
  serverUnavailable: { code: 0x88, client: [], server: ['connack'] },
  serverBusy: { code: 0x89, client: [], server: REFUSAL },
  banned: { code: 0x8a, client: [], server: ['connack'] },
  serverShuttingDown: { code: 0x8b, client: [], server: END },
  badAuthenticationMethod: { code: 0x8c, client: [], server: REFUSAL },
  keepAliveTimeout: { code: 0x8d, client: [], server: END },
  sessionTakenOver: { code: 0x8e, client: [], server: END },
  topicFilterInvalid: { code: 0x8f, client: [], server: [...SUB, ...END] },
  topicNameInvalid: { code: 0x90, client: [...ACK, ...END], server: [...REFUSAL, ...ACK] },
  packetIdentifierInUse: { code: 0x91, client: ACK, server: [...ACK, ...SUB] },
  packetIdentifierNotFound: { code: 0x92, client: REL, server: REL },
  receiveMaximumExceeded: { code: 0x93, client: END, server: END },
  topicAliasInvalid: { code: 0x94, client: END, server: END },
  packetTooLarge: { code: 0x95, client: END, server: REFUSAL },
  messageRateTooHigh: { code: 0x96, client: END, server: END },
  quotaExceeded: { code: 0x97, client: [...ACK, ...END], server: [...REFUSAL, ...ACK, 'suback'] },
  administrativeAction: { code: 0x98, client: END, server: END },
  payloadFormatInvalid: { code: 0x99, client: [...ACK, ...END], server: [...REFUSAL, ...ACK] },
  retainNotSupported: { code: 0x9a, client: [], server: REFUSAL },
  qosNotSupported: { code: 0x9b, client: [], server: REFUSAL },
  useAnotherServer: { code: 0x9c, client: [], server: REFUSAL },
  serverMoved: { code: 0x9d, client: [], server: REFUSAL },
  sharedSubscriptionsNotSupported: { code: 0x9e, client: [], server: ['suback', ...END] },
  connectionRateExceeded: { code: 0x9f, client: [], server: REFUSAL },
  maximumConnectTime: { code: 0xa0, client: [], server: END },
  subscriptionIdentifiersNotSupported: { code: 0xa1, client: [], server: ['suback', ...END] },
  wildcardSubscriptionsNotSupported: { code: 0xa2, client: [], server: ['suback', ...END] },
} as const satisfies Record<string, ReasonCodeRow>;
