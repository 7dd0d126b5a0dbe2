/** A certificate, with or without its private key, from a store of one of many types. */

import type { X509Certificate } from 'node:crypto';
import { crypto } from '../built-in.ts';
import { CertificateAccessors } from './accessors.ts';
import { badArgument } from './errors.ts';
import { entriesOf, Loaded } from './loaded.ts';
import { checkStoreType, isBase64, openStore } from './open-store.ts';
import { isPem } from './store.ts';

const USER_STORE = 0;
const AUTO = 99;
const DEFAULT_STORE = 'MY';
const utf8 = new TextEncoder();
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What a TLS connection needs of a certificate. */
export interface TlsCredentials {
  /** PEM: the certificate, then those of its issuers that the store holds. */
  readonly cert: string;
  /** PKCS#8 in PEM. */
  readonly key: string;
}

export class Certificate extends CertificateAccessors {
  #store: string | Uint8Array = DEFAULT_STORE;
  #storePassword = '';
  #keyPassword: string | undefined;
  #storeType = USER_STORE;
  #loaded: Loaded | undefined;

  /** No certificate. */
  constructor();
  /** The first of a file, whatever its format. @throws CertificateError 271 */
  constructor(certificateFile: string);
  /** PEM or DER. @throws CertificateError 10022 */
  constructor(encoded: Uint8Array);
  /**
   * The one with this subject, or these bytes, in a store.
   * `configurationString`: lines of `name=value`; `Thumbprint` takes the certificate that has it.
   * @throws CertificateError 271 if the store cannot be opened, 10022
   */
  constructor(
    storeType: number,
    store: string | Uint8Array,
    storePassword: string,
    subject: string,
    configurationString?: string,
  );
  constructor(
    storeType: number,
    store: string | Uint8Array,
    storePassword: string,
    encoded: Uint8Array,
  );
  constructor(
    first?: string | Uint8Array | number,
    store?: string | Uint8Array,
    storePassword?: string,
    subjectOrEncoded?: string | Uint8Array,
    configurationString?: string,
  ) {
    super();
    if (first === undefined) return;
    if (first instanceof Uint8Array) this.encodedB = first;
    else if (typeof first === 'string') this.#openFile(first);
    else this.#openStore(first, store, storePassword, subjectOrEncoded, configurationString);
  }

  get store(): string {
    return typeof this.#store === 'string' ? this.#store : new TextDecoder().decode(this.#store);
  }
  set store(value: string) {
    this.#store = text('store', value);
  }
  get storeB(): Uint8Array {
    return typeof this.#store === 'string' ? utf8.encode(this.#store) : this.#store.slice();
  }
  set storeB(value: Uint8Array) {
    this.#store = bytes('storeB', value);
  }
  get storePassword(): string {
    return this.#storePassword;
  }
  set storePassword(value: string) {
    this.#storePassword = text('storePassword', value);
  }
  get keyPassword(): string {
    return this.#keyPassword ?? this.#storePassword;
  }
  set keyPassword(value: string) {
    this.#keyPassword = text('keyPassword', value);
  }
  get storeType(): number {
    return this.#storeType;
  }
  set storeType(value: number) {
    checkStoreType(value);
    this.#storeType = value;
  }

  get subject(): string {
    return this.#loaded?.details?.subject ?? '';
  }
  set subject(value: string) {
    const wanted = text('subject', value);
    this.#loaded = wanted === '' ? undefined : find(this.#entries(), wanted);
  }

  get encoded(): string {
    return this.#loaded?.certificate?.toString() ?? '';
  }
  set encoded(value: string) {
    const given = text('encoded', value);
    if (given !== '' && !isPem(given) && !isBase64(given)) throw notEncoded('encoded');
    this.#take('encoded', isPem(given) ? Buffer.from(given) : Buffer.from(given, 'base64'));
  }
  get encodedB(): Uint8Array {
    return new Uint8Array(this.#loaded?.certificate?.raw ?? []);
  }
  set encodedB(value: Uint8Array) {
    this.#take('encodedB', bytes('encodedB', value));
  }

  get effectiveDate(): string {
    return date(this.#loaded?.certificate?.validFrom);
  }
  get expirationDate(): string {
    return date(this.#loaded?.certificate?.validTo);
  }
  get extendedKeyUsage(): string {
    // Node calls it so.
    return this.#loaded?.certificate?.keyUsage?.join(',') ?? '';
  }
  get fingerprint(): string {
    return withColons(this.thumbprintMD5);
  }
  get fingerprintSHA1(): string {
    return withColons(this.thumbprintSHA1);
  }
  get fingerprintSHA256(): string {
    return withColons(this.thumbprintSHA256);
  }
  get issuer(): string {
    return this.#loaded?.details?.issuer ?? '';
  }
  get privateKey(): string {
    const pem = this.#loaded?.privateKey?.export({ type: 'pkcs8', format: 'pem' });
    return pem?.toString() ?? '';
  }
  get privateKeyAvailable(): boolean {
    return this.#loaded?.privateKey !== undefined;
  }
  get privateKeyContainer(): string {
    return '';
  }
  get publicKey(): string {
    return this.#loaded?.publicKey.export({ type: 'spki', format: 'pem' }).toString() ?? '';
  }
  get publicKeyAlgorithm(): string {
    return this.#loaded?.publicKey.asymmetricKeyType?.toUpperCase() ?? '';
  }
  get publicKeyLength(): number {
    return this.#loaded?.publicKeyBits ?? 0;
  }
  get serialNumber(): string {
    return this.#loaded?.certificate?.serialNumber ?? '';
  }
  get signatureAlgorithm(): string {
    return this.#loaded?.details?.signatureAlgorithm ?? '';
  }
  get subjectAltNames(): string {
    return this.#loaded?.details?.subjectAltNames ?? '';
  }
  get thumbprintMD5(): string {
    return this.#loaded?.digest('md5') ?? '';
  }
  get thumbprintSHA1(): string {
    return this.#loaded?.digest('sha1') ?? '';
  }
  get thumbprintSHA256(): string {
    return this.#loaded?.digest('sha256') ?? '';
  }
  get usage(): string {
    return this.#loaded?.details?.usage ?? '';
  }
  get usageFlags(): number {
    return this.#loaded?.details?.usageFlags ?? 0;
  }
  get version(): string {
    return this.#loaded?.details?.version ?? '';
  }

  /** Undefined without a certificate or without its private key. */
  tlsCredentials(): TlsCredentials | undefined {
    const { certificate, privateKey, issuers = [] } = this.#loaded ?? {};
    if (certificate === undefined || privateKey === undefined) return undefined;
    const cert = [certificate, ...issuers].map((c) => c.toString()).join('');
    return { cert, key: this.privateKey };
  }

  #openFile(file: string): void {
    this.#storeType = AUTO;
    this.#store = file;
    this.subject = '*';
  }

  #openStore(
    type: number,
    store: unknown,
    password: unknown,
    wanted: unknown,
    configuration: string | undefined,
  ): void {
    this.storeType = type;
    this.#store = store instanceof Uint8Array ? bytes('store', store) : text('store', store);
    this.storePassword = text('storePassword', password);
    const thumbprint = configured(configuration, 'thumbprint');
    if (thumbprint) this.subject = `Thumbprint=${thumbprint}`;
    else if (wanted instanceof Uint8Array) this.encodedB = wanted;
    else this.subject = text('subject', wanted);
  }

  #entries(): Loaded[] {
    return entriesOf(
      openStore({
        type: this.#storeType,
        store: this.#store,
        password: this.#storePassword,
        keyPassword: this.keyPassword,
      }),
    );
  }

  #take(name: string, encoded: Uint8Array): void {
    this.#loaded = undefined;
    if (encoded.length === 0) return;
    const certificate = parse(name, encoded);
    const untouched = this.#storeType === USER_STORE && this.#store === DEFAULT_STORE;
    this.#loaded = untouched
      ? new Loaded(certificate, undefined, [])
      : this.#entries().find((e) => e.certificate?.fingerprint256 === certificate.fingerprint256);
  }
}

function parse(name: string, encoded: Uint8Array): X509Certificate {
  try {
    return new crypto.X509Certificate(encoded);
  } catch {
    throw notEncoded(name);
  }
}

function notEncoded(name: string) {
  return badArgument(name, 'a certificate in PEM, base64 or DER');
}

/** The one whose subject it is, or contains it; those with a private key first. */
function find(entries: readonly Loaded[], wanted: string): Loaded | undefined {
  const sorted = [...entries.filter((e) => e.privateKey), ...entries.filter((e) => !e.privateKey)];
  if (wanted === '*') return sorted.find((e) => e.certificate) ?? sorted[0];
  const thumbprint = /^thumbprint=([0-9a-f:\s]+)$/i.exec(wanted)?.[1];
  if (thumbprint !== undefined) return findByThumbprint(sorted, thumbprint);
  const lower = wanted.toLowerCase();
  const subject = (e: Loaded) => e.details?.subject ?? '';
  return (
    sorted.find((e) => subject(e) === wanted) ??
    sorted.find((e) => subject(e).toLowerCase().includes(lower))
  );
}

function findByThumbprint(entries: readonly Loaded[], text_: string): Loaded | undefined {
  const wanted = text_.replaceAll(/[:\s]/g, '').toUpperCase();
  const algorithms = ['sha1', 'sha256', 'md5'] as const;
  return entries.find((e) => algorithms.some((a) => e.digest(a) === wanted));
}

function configured(configuration: string | undefined, name: string): string | undefined {
  const lines = (configuration ?? '').split(/\r?\n/).map((line) => line.split('='));
  return lines.find(([key = '']) => key.trim().toLowerCase() === name)?.[1]?.trim();
}

/** As in `23-Jan-2000 15:00:00`, in local time. */
function date(from: string | undefined): string {
  if (from === undefined) return '';
  const d = new Date(from);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = [d.getHours(), d.getMinutes(), d.getSeconds()].map(two).join(':');
  return `${two(d.getDate())}-${MONTHS[d.getMonth()]}-${d.getFullYear()} ${clock}`;
}

function withColons(hex: string): string {
  return (hex.toLowerCase().match(/../g) ?? []).join(':');
}

function text(name: string, value: unknown): string {
  if (typeof value !== 'string') throw badArgument(name, 'a string');
  return value;
}

/** A copy, since the caller may change his; the slice of a Buffer would be none. */
function bytes(name: string, value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw badArgument(name, 'a Uint8Array');
  return new Uint8Array(value);
}
