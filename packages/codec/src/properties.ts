/** The 27 properties of MQTT 5.0 (section 2.2.2.2), as the specification's table: types and checks come from it. */

const ACKS = ['puback', 'pubrec', 'pubrel', 'pubcomp', 'suback', 'unsuback'] as const;

/** `in`: the packets that may carry it ('will' is the will of CONNECT). `repeatable`: more than once (an array). */
export const PROPERTIES = {
  payloadFormatIndicator: { id: 0x01, wire: 'byte', in: ['publish', 'will'], max: 1 },
  messageExpiryInterval: { id: 0x02, wire: 'uint32', in: ['publish', 'will'] },
  contentType: { id: 0x03, wire: 'utf8', in: ['publish', 'will'] },
  responseTopic: { id: 0x08, wire: 'utf8', in: ['publish', 'will'] },
  correlationData: { id: 0x09, wire: 'binary', in: ['publish', 'will'] },
  subscriptionIdentifiers: {
    id: 0x0b,
    wire: 'varint',
    in: ['publish', 'subscribe'],
    repeatable: true,
    min: 1,
  },
  sessionExpiryInterval: { id: 0x11, wire: 'uint32', in: ['connect', 'connack', 'disconnect'] },
  assignedClientIdentifier: { id: 0x12, wire: 'utf8', in: ['connack'] },
  serverKeepAlive: { id: 0x13, wire: 'uint16', in: ['connack'] },
  authenticationMethod: { id: 0x15, wire: 'utf8', in: ['connect', 'connack', 'auth'] },
  authenticationData: { id: 0x16, wire: 'binary', in: ['connect', 'connack', 'auth'] },
  requestProblemInformation: { id: 0x17, wire: 'boolean', in: ['connect'] },
  willDelayInterval: { id: 0x18, wire: 'uint32', in: ['will'] },
  requestResponseInformation: { id: 0x19, wire: 'boolean', in: ['connect'] },
  responseInformation: { id: 0x1a, wire: 'utf8', in: ['connack'] },
  serverReference: { id: 0x1c, wire: 'utf8', in: ['connack', 'disconnect'] },
  reasonString: { id: 0x1f, wire: 'utf8', in: ['connack', ...ACKS, 'disconnect', 'auth'] },
  receiveMaximum: { id: 0x21, wire: 'uint16', in: ['connect', 'connack'], min: 1 },
  topicAliasMaximum: { id: 0x22, wire: 'uint16', in: ['connect', 'connack'] },
  topicAlias: { id: 0x23, wire: 'uint16', in: ['publish'], min: 1 },
  maximumQoS: { id: 0x24, wire: 'byte', in: ['connack'], max: 1 },
  retainAvailable: { id: 0x25, wire: 'boolean', in: ['connack'] },
  userProperties: {
    id: 0x26,
    wire: 'pair',
    in: [
      'connect',
      'will',
      'connack',
      'publish',
      ...ACKS,
      'subscribe',
      'unsubscribe',
      'disconnect',
      'auth',
    ],
    repeatable: true,
  },
  maximumPacketSize: { id: 0x27, wire: 'uint32', in: ['connect', 'connack'], min: 1 },
  wildcardSubscriptionAvailable: { id: 0x28, wire: 'boolean', in: ['connack'] },
  subscriptionIdentifiersAvailable: { id: 0x29, wire: 'boolean', in: ['connack'] },
  sharedSubscriptionAvailable: { id: 0x2a, wire: 'boolean', in: ['connack'] },
} as const satisfies Record<string, PropertyRow>;

export interface PropertyRow {
  readonly id: number;
  readonly wire: WireType;
  readonly in: readonly string[];
  readonly repeatable?: true;
  /** The range of a number, where it is narrower than its wire type. */
  readonly min?: number;
  readonly max?: number;
}

export type WireType = keyof WireTypes;

/** What each wire type is in JavaScript. */
interface WireTypes {
  byte: number;
  boolean: boolean;
  uint16: number;
  uint32: number;
  varint: number;
  utf8: string;
  binary: Uint8Array;
  pair: readonly [name: string, value: string];
}

export type PropertyName = keyof typeof PROPERTIES;

/** A packet type with properties, or the will inside CONNECT. */
export type PropertyCarrier = (typeof PROPERTIES)[PropertyName]['in'][number];

type PropertyValue<N extends PropertyName> = (typeof PROPERTIES)[N] extends { repeatable: true }
  ? readonly WireTypes[(typeof PROPERTIES)[N]['wire']][]
  : WireTypes[(typeof PROPERTIES)[N]['wire']];

/** The properties that a packet type may carry, each optional; absent means absent. */
export type PropertiesOf<C extends PropertyCarrier> = {
  readonly [N in PropertyName as C extends (typeof PROPERTIES)[N]['in'][number] ? N : never]?:
    | PropertyValue<N>
    | undefined;
};
