/** The documented enumerations: an object of the numbers and a type of the same name each. */

/** The MQTT protocol version that the client speaks. */
export const MQTTVersions = {
  /** MQTT 3.1.1. */
  mvV3: 0,
  /** MQTT 5.0. */
  mvV5: 1,
} as const;
export type MQTTVersions = (typeof MQTTVersions)[keyof typeof MQTTVersions];

/** The TLS implementation to use. */
export const MQTTSSLProviders = {
  /** The platform's. */
  sslpAutomatic: 0,
  /** The platform's: OpenSSL on Node. */
  sslpPlatform: 1,
  /** Not available here: connecting with TLS is refused with 270. */
  sslpInternal: 2,
} as const;
export type MQTTSSLProviders = (typeof MQTTSSLProviders)[keyof typeof MQTTSSLProviders];

/** The proxy to connect through. */
export const FirewallTypes = {
  fwNone: 0,
  /** HTTP CONNECT; port 80. */
  fwTunnel: 1,
  /** Port 1080. */
  fwSOCKS4: 2,
  /** Port 1080. */
  fwSOCKS5: 3,
  /** SOCKS4 whose proxy resolves the name; port 1080. */
  fwSOCKS4A: 10,
} as const;
export type FirewallTypes = (typeof FirewallTypes)[keyof typeof FirewallTypes];

/** Where a certificate comes from. There is no 20. */
export const CertStoreTypes = {
  cstUser: 0,
  cstMachine: 1,
  cstPFXFile: 2,
  cstPFXBlob: 3,
  cstJKSFile: 4,
  cstJKSBlob: 5,
  cstPEMKeyFile: 6,
  cstPEMKeyBlob: 7,
  cstPublicKeyFile: 8,
  cstPublicKeyBlob: 9,
  cstSSHPublicKeyBlob: 10,
  cstP7BFile: 11,
  cstP7BBlob: 12,
  cstSSHPublicKeyFile: 13,
  cstPPKFile: 14,
  cstPPKBlob: 15,
  cstXMLFile: 16,
  cstXMLBlob: 17,
  cstJWKFile: 18,
  cstJWKBlob: 19,
  cstBCFKSFile: 21,
  cstBCFKSBlob: 22,
  cstPKCS11: 23,
  cstAuto: 99,
} as const;
export type CertStoreTypes = (typeof CertStoreTypes)[keyof typeof CertStoreTypes];
