/** What a broker may be told: its limits, its hooks and its clock, with the defaults. */

import type { ConnectPacket, ProtocolVersion, QoS } from '@x/codec';
import { backgroundClock, type Clock } from '../clock.ts';
import type { OverlappingSubscriptions } from './router.ts';

/** Limits of the server; those of MQTT 5 are announced in CONNACK, and all hold in 3.1.1 too as far as it can express them. */
export interface BrokerLimits {
  /** QoS 1 and 2 messages that a client may have unacknowledged, 1 to 65,535; 65,535 by default. */
  readonly receiveMaximum?: number | undefined;
  /** 2 by default. */
  readonly maximumQoS?: QoS | undefined;
  /** true by default. */
  readonly retainAvailable?: boolean | undefined;
  /** The largest packet taken, in bytes; by default only the protocol's own limit of 268,435,460. */
  readonly maximumPacketSize?: number | undefined;
  /** The highest topic alias that a client may use, 0 to 65,535; 0 by default. */
  readonly topicAliasMaximum?: number | undefined;
  /** true by default. */
  readonly wildcardSubscriptionAvailable?: boolean | undefined;
  /** true by default. */
  readonly subscriptionIdentifiersAvailable?: boolean | undefined;
  /** true by default. */
  readonly sharedSubscriptionAvailable?: boolean | undefined;
  /** Seconds, 0 to 65,535: takes the place of every MQTT 5 client's keep alive. By default the client's own holds. */
  readonly serverKeepAlive?: number | undefined;
  /** The longest that a session outlives its connection, in seconds; no limit by default. */
  readonly sessionExpiryInterval?: number | undefined;
  /** Messages that wait for one session; later ones are dropped for it. 1,000,000 by default. */
  readonly queuedMessages?: number | undefined;
}

/** A hook's answer with more than a number to say. */
export interface Verdict {
  /** An MQTT 5 reason code; in 3.1.1 the nearest return code is sent. */
  readonly reasonCode: number;
  readonly reasonString?: string | undefined;
  readonly userProperties?: readonly (readonly [name: string, value: string])[] | undefined;
  /** In CONNACK only: where to go, with 0x9C and 0x9D. */
  readonly serverReference?: string | undefined;
}

export interface AuthorizationRequest {
  readonly action: 'publish' | 'subscribe';
  readonly clientId: string;
  readonly username: string | undefined;
  /** The topic name or the topic filter. */
  readonly topic: string;
}

export interface EnhancedAuthenticationRequest {
  readonly clientId: string;
  readonly method: string;
  readonly data: Uint8Array | undefined;
  /** 0 for the CONNECT, or for the AUTH that asks to authenticate again; then 1, 2, … for each answer of the client. */
  readonly step: number;
  readonly reauthentication: boolean;
}

export interface EnhancedAuthenticationVerdict extends Verdict {
  /** 0x00 done, 0x18 to ask further, 0x80 and above to refuse. */
  readonly reasonCode: number;
  readonly data?: Uint8Array | undefined;
}

export interface BrokerOptions {
  readonly limits?: BrokerLimits | undefined;
  /** Judges a CONNECT: 0 to accept, or a reason code of 5.0 or a return code of 3.1.1. Everyone is let in by default. */
  readonly authenticate?: ((connect: ConnectPacket) => number | Verdict) | undefined;
  /** Judges each publish (of a will too) and each filter of a subscribe; all are allowed by default. */
  readonly authorize?: ((request: AuthorizationRequest) => boolean | Verdict) | undefined;
  /** MQTT 5 enhanced authentication; without it every authentication method is refused with 0x8C. */
  readonly authenticateEnhanced?:
    | ((request: EnhancedAuthenticationRequest) => EnhancedAuthenticationVerdict)
    | undefined;
  /** The Response Information for a client that asks for it (the start of its response topics). None by default. */
  readonly responseInformation?: ((clientId: string) => string) | undefined;
  /** What a client gets whose subscriptions overlap; `merge` by default. */
  readonly overlappingSubscriptions?: OverlappingSubscriptions | undefined;
  /** Milliseconds in which a connection must have sent its CONNECT; 30,000 by default. */
  readonly connectTimeout?: number | undefined;
  /** The platform's clock by default. */
  readonly clock?: Clock | undefined;
}

/** The options with every default in place. */
export interface Settings {
  readonly limits: { readonly [K in keyof BrokerLimits]-?: Exclude<BrokerLimits[K], undefined> };
  /** `limits.serverKeepAlive` was given. */
  readonly overridesKeepAlive: boolean;
  readonly hooks: Pick<
    BrokerOptions,
    'authenticate' | 'authorize' | 'authenticateEnhanced' | 'responseInformation'
  >;
  readonly overlappingSubscriptions: OverlappingSubscriptions;
  readonly connectTimeout: number;
  readonly clock: Clock;
}

export const LARGEST_PACKET = 268_435_460;
const NO_EXPIRY = Number.POSITIVE_INFINITY;

/** @throws RangeError naming the limit and its range. */
export function settingsOf(options: BrokerOptions): Settings {
  const given = options.limits ?? {};
  return {
    limits: {
      receiveMaximum: within('receiveMaximum', given.receiveMaximum, 1, 65_535, 65_535),
      maximumQoS: given.maximumQoS ?? 2,
      retainAvailable: given.retainAvailable ?? true,
      maximumPacketSize: within('maximumPacketSize', given.maximumPacketSize, 2, LARGEST_PACKET),
      topicAliasMaximum: within('topicAliasMaximum', given.topicAliasMaximum, 0, 65_535, 0),
      wildcardSubscriptionAvailable: given.wildcardSubscriptionAvailable ?? true,
      subscriptionIdentifiersAvailable: given.subscriptionIdentifiersAvailable ?? true,
      sharedSubscriptionAvailable: given.sharedSubscriptionAvailable ?? true,
      serverKeepAlive: within('serverKeepAlive', given.serverKeepAlive, 0, 65_535, 0),
      sessionExpiryInterval: within(
        'sessionExpiryInterval',
        given.sessionExpiryInterval,
        0,
        NO_EXPIRY,
      ),
      queuedMessages: within('queuedMessages', given.queuedMessages, 0, NO_EXPIRY, 1_000_000),
    },
    overridesKeepAlive: given.serverKeepAlive !== undefined,
    hooks: options,
    overlappingSubscriptions: options.overlappingSubscriptions ?? 'merge',
    connectTimeout: within('connectTimeout', options.connectTimeout, 0, NO_EXPIRY, 30_000),
    clock: options.clock ?? backgroundClock,
  };
}

function within(
  name: string,
  value: number | undefined,
  least: number,
  most: number,
  fallback = most,
): number {
  if (value === undefined) return fallback;
  if (value >= least && value <= most) return value;
  throw new RangeError(`createBroker: ${name} is ${value}, it must be from ${least} to ${most}`);
}

/** What a hook's short answer stands for. */
export function verdictOf(
  answer: number | boolean | Verdict | undefined,
  refusal: number,
): Verdict {
  if (answer === undefined || answer === true) return { reasonCode: 0 };
  if (answer === false) return { reasonCode: refusal };
  return typeof answer === 'number' ? { reasonCode: answer } : answer;
}

/** A refusal in the words of a version, whichever the hook used; undefined: 3.1.1 has none that fits, only a close. */
export function returnCodeOf(reasonCode: number, version: ProtocolVersion): number | undefined {
  if (version === 5) return REASON_CODES[reasonCode] ?? reasonCode;
  return reasonCode <= 5 ? reasonCode : RETURN_CODES[reasonCode];
}

/** The MQTT 5 reason code of each return code of 3.1.1. */
const REASON_CODES: Readonly<Record<number, number>> = {
  1: 0x84,
  2: 0x85,
  3: 0x88,
  4: 0x86,
  5: 0x87,
};

/** The nearest return code of 3.1.1. */
const RETURN_CODES: Readonly<Record<number, number>> = {
  [0x84]: 1, // unsupported protocol version
  [0x85]: 2, // client identifier not valid
  [0x88]: 3, // server unavailable
  [0x89]: 3, // server busy
  [0x86]: 4, // bad user name or password
  [0x87]: 5, // not authorized
  [0x8a]: 5, // banned
  [0x8c]: 5, // bad authentication method
};
