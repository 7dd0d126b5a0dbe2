/** The fields of a certificate, and get and set methods over the same storage. */

export abstract class CertificateAccessors {
  /** When it becomes valid, in local time, as in `23-Jan-2000 15:00:00`. */
  abstract readonly effectiveDate: string;
  /** When it ceases to be valid, in local time. */
  abstract readonly expirationDate: string;
  /** Object identifiers of its purposes, separated by commas. */
  abstract readonly extendedKeyUsage: string;
  /** MD5 of the certificate: lower case, with colons. */
  abstract readonly fingerprint: string;
  /** SHA-1 of the certificate: lower case, with colons. */
  abstract readonly fingerprintSHA1: string;
  /** SHA-256 of the certificate: lower case, with colons. */
  abstract readonly fingerprintSHA256: string;
  /** As in `CN=Authority, O="Acme, Inc.", C=DE`. */
  abstract readonly issuer: string;
  /** PKCS#8 in PEM; "" if there is none. */
  abstract readonly privateKey: string;
  /** Whether there is a private key. */
  abstract readonly privateKeyAvailable: boolean;
  /** Always "": such containers exist on Windows only. */
  abstract readonly privateKeyContainer: string;
  /** SPKI in PEM. */
  abstract readonly publicKey: string;
  /** RSA, EC, ED25519, … */
  abstract readonly publicKeyAlgorithm: string;
  /** Bits: of the modulus, or of the curve. */
  abstract readonly publicKeyLength: number;
  /** Hexadecimal. */
  abstract readonly serialNumber: string;
  /** As OpenSSL calls it; the object identifier if unknown. */
  abstract readonly signatureAlgorithm: string;
  /** Without their kinds, separated by commas. */
  abstract readonly subjectAltNames: string;
  /** MD5 of the certificate: upper case, without colons. */
  abstract readonly thumbprintMD5: string;
  /** SHA-1 of the certificate: upper case, without colons. */
  abstract readonly thumbprintSHA1: string;
  /** SHA-256 of the certificate: upper case, without colons. */
  abstract readonly thumbprintSHA256: string;
  /** What the key may be used for, separated by commas. */
  abstract readonly usage: string;
  /** The same as bits: 0x80 digital signature … 0x01 encipher only, 0x8000 decipher only. */
  abstract readonly usageFlags: number;
  /** V1, V2 or V3. */
  abstract readonly version: string;
  /** A file name, or the content, by `storeType`. Default "MY". What was given as bytes reads as UTF-8. */
  abstract store: string;
  /** The same as bytes: the content of a store whose type is a blob. */
  abstract storeB: Uint8Array;
  /** Opens the store. Default "". */
  abstract storePassword: string;
  /** Opens the private key. Default: the password of the store. */
  abstract keyPassword: string;
  /** One of CertStoreTypes. Default 0: none that can be opened here. @throws CertificateError 10022 */
  abstract storeType: number;
  /** The certificate in use. Setting it searches the store, so set it last: the whole subject, then a part of it,
   * `Thumbprint=` and hexadecimal digits, or `*` for any; "" if nothing is found.
   * @throws CertificateError 271 if the store cannot be opened. */
  abstract subject: string;
  /** PEM. Setting it (PEM or base64) takes that certificate, with its key from the store if there is a store.
   * @throws CertificateError 271, 10022 */
  abstract encoded: string;
  /** The same as DER. */
  abstract encodedB: Uint8Array;

  getEffectiveDate(): string {
    return this.effectiveDate;
  }
  getExpirationDate(): string {
    return this.expirationDate;
  }
  getExtendedKeyUsage(): string {
    return this.extendedKeyUsage;
  }
  getFingerprint(): string {
    return this.fingerprint;
  }
  getFingerprintSHA1(): string {
    return this.fingerprintSHA1;
  }
  getFingerprintSHA256(): string {
    return this.fingerprintSHA256;
  }
  getIssuer(): string {
    return this.issuer;
  }
  getPrivateKey(): string {
    return this.privateKey;
  }
  isPrivateKeyAvailable(): boolean {
    return this.privateKeyAvailable;
  }
  getPrivateKeyContainer(): string {
    return this.privateKeyContainer;
  }
  getPublicKey(): string {
    return this.publicKey;
  }
  getPublicKeyAlgorithm(): string {
    return this.publicKeyAlgorithm;
  }
  getPublicKeyLength(): number {
    return this.publicKeyLength;
  }
  getSerialNumber(): string {
    return this.serialNumber;
  }
  getSignatureAlgorithm(): string {
    return this.signatureAlgorithm;
  }
  getSubjectAltNames(): string {
    return this.subjectAltNames;
  }
  getThumbprintMD5(): string {
    return this.thumbprintMD5;
  }
  getThumbprintSHA1(): string {
    return this.thumbprintSHA1;
  }
  getThumbprintSHA256(): string {
    return this.thumbprintSHA256;
  }
  getUsage(): string {
    return this.usage;
  }
  getUsageFlags(): number {
    return this.usageFlags;
  }
  getVersion(): string {
    return this.version;
  }
  getStore(): string {
    return this.store;
  }
  getStoreB(): Uint8Array {
    return this.storeB;
  }
  getStorePassword(): string {
    return this.storePassword;
  }
  getKeyPassword(): string {
    return this.keyPassword;
  }
  getStoreType(): number {
    return this.storeType;
  }
  getSubject(): string {
    return this.subject;
  }
  getEncoded(): string {
    return this.encoded;
  }
  getEncodedB(): Uint8Array {
    return this.encodedB;
  }
  setStore(store: string): void {
    this.store = store;
  }
  setStoreB(storeB: Uint8Array): void {
    this.storeB = storeB;
  }
  setStorePassword(storePassword: string): void {
    this.storePassword = storePassword;
  }
  setKeyPassword(keyPassword: string): void {
    this.keyPassword = keyPassword;
  }
  setStoreType(storeType: number): void {
    this.storeType = storeType;
  }
  setSubject(subject: string): void {
    this.subject = subject;
  }
  setEncoded(encoded: string): void {
    this.encoded = encoded;
  }
  setEncodedB(encodedB: Uint8Array): void {
    this.encodedB = encodedB;
  }
}
