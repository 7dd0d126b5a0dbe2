/** The types of the reference with their fields: name, kind, default, and whether it may be set. */

export interface Field {
  readonly name: string;
  readonly initial: unknown;
  readonly writable: boolean;
}

const shown = (name: string, initial: unknown = ''): Field => ({ name, initial, writable: false });
const set = (name: string, initial: unknown = ''): Field => ({ name, initial, writable: true });
const NO_BYTES = new Uint8Array();

/** 28 fields, and the two that are the bytes of others. */
export const CERTIFICATE: readonly Field[] = [
  shown('EffectiveDate'),
  shown('ExpirationDate'),
  shown('ExtendedKeyUsage'),
  shown('Fingerprint'),
  shown('FingerprintSHA1'),
  shown('FingerprintSHA256'),
  shown('Issuer'),
  set('KeyPassword'),
  shown('PrivateKey'),
  shown('PrivateKeyAvailable', false),
  shown('PrivateKeyContainer'),
  shown('PublicKey'),
  shown('PublicKeyAlgorithm'),
  shown('PublicKeyLength', 0),
  shown('SerialNumber'),
  shown('SignatureAlgorithm'),
  set('Store', 'MY'),
  set('StoreB', new TextEncoder().encode('MY')),
  set('StorePassword'),
  set('StoreType', 0),
  shown('SubjectAltNames'),
  shown('ThumbprintMD5'),
  shown('ThumbprintSHA1'),
  shown('ThumbprintSHA256'),
  shown('Usage'),
  shown('UsageFlags', 0),
  shown('Version'),
  set('Subject'),
  set('Encoded'),
  set('EncodedB', NO_BYTES),
];

export const FIREWALL: readonly Field[] = [
  set('AutoDetect', false),
  set('FirewallType', 0),
  set('Host'),
  set('Password'),
  set('Port', 0),
  set('User'),
];

/** The port that setting a type of proxy sets. */
export const FIREWALL_PORTS: Readonly<Record<number, number>> = {
  1: 80,
  2: 1080,
  3: 1080,
  10: 1080,
};

/** 14 fields, and the payload's bytes. */
export const MESSAGE: readonly Field[] = [
  shown('ContentType'),
  shown('CorrelationData'),
  shown('Duplicate', false),
  shown('Message'),
  shown('MessageB', NO_BYTES),
  shown('MessageExpInterval', 0),
  shown('PacketId', 0),
  shown('PayloadFormatIndicator', 0),
  shown('QoS', 0),
  shown('ResponseTopic'),
  shown('Retained', false),
  shown('State', 0),
  shown('SubscriptionIdentifiers'),
  shown('Topic'),
  shown('TopicAlias', 0),
];

/** `PublicKeyLength` is the property `publicKeyLength`, `QoS` is `qos`. */
export function propertyOf({ name }: Field): string {
  return name === 'QoS' ? 'qos' : `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

export function getterOf({ name, initial }: Field): string {
  return `${typeof initial === 'boolean' ? 'is' : 'get'}${name}`;
}
