/** The decision about the server's certificate: what the settings forgive, then what the listeners say. */

import type { TlsFault, TlsPeer } from '@x/transport';
import { Certificate } from '@x/transport/certificate';
import { mqttError } from '../errors.ts';
import { type Listeners, SSLServerAuthenticationEvent } from '../events.ts';
import type { TLSPlan } from '../settings/tls-options.ts';
import type { PacketLog } from './packet-log.ts';

export interface ServerAuthentication {
  readonly plan: Pick<TLSPlan, 'acceptAnyCertificate' | 'forgiven' | 'includeChain'>;
  /** In DER: accepted whatever is wrong with it. */
  readonly accepted: Uint8Array | undefined;
  readonly listeners: Listeners;
  readonly log: PacketLog;
}

/** @throws MQTTError 280, which names every fault */
export function authenticateServer(peer: TlsPeer, parts: ServerAuthentication): boolean {
  const { log } = parts;
  const acceptable = isAcceptable(peer, parts);
  const faults = faultsText(peer.faults);
  const wanted = askListeners(peer, acceptable, parts);
  if (!acceptable && wanted) {
    log.line(
      1,
      'accept = true has no effect on an untrusted certificate: set SSLAcceptAnyServerCert to True before connecting',
      'Info',
    );
  }
  if (acceptable && wanted) {
    if (!peer.authorized)
      log.line(1, `accepted the server's certificate although ${faults}`, 'Info');
    return true;
  }
  if (!acceptable) throw mqttError(280, faults);
  throw mqttError(280, 'a listener of SSLServerAuthentication did not accept the certificate');
}

function isAcceptable(peer: TlsPeer, { plan, accepted }: ServerAuthentication): boolean {
  if (peer.authorized || plan.acceptAnyCertificate) return true;
  if (accepted !== undefined && sameBytes(accepted, peer.certificate)) return true;
  return peer.faults.every((fault) => plan.forgiven.has(fault.code));
}

/** Whether the certificate is still accepted when the listeners are done. */
function askListeners(peer: TlsPeer, accept: boolean, parts: ServerAuthentication): boolean {
  const { listeners, plan } = parts;
  if (!listeners.has('SSLServerAuthentication')) return accept;
  const shown = plan.includeChain ? peer.chain : [peer.certificate];
  const [leaf, ...issuers] = shown.map((der) => new Certificate(der));
  const certEncoded = [leaf, ...issuers].map((certificate) => certificate?.encoded ?? '').join('');
  const event = new SSLServerAuthenticationEvent({
    certEncoded,
    certEncodedB: new TextEncoder().encode(certEncoded),
    certSubject: leaf?.subject ?? '',
    certIssuer: leaf?.issuer ?? '',
    status: peer.authorized ? 'OK' : faultsText(peer.faults),
    accept,
  });
  listeners.emit('SSLServerAuthentication', event);
  return event.accept === true;
}

/** The transport ends a fault's text with what to set there; here other names hold. */
function faultsText(faults: readonly TlsFault[]): string {
  const texts = faults.map(({ code, message }) => {
    const remedy = REMEDIES[code];
    const [what = message] = message.split('; ');
    return remedy === undefined ? what : `${what} (${remedy})`;
  });
  return texts.join('; ');
}

const ADD_ISSUER = 'its issuer can be added to SSLServerCACerts';
const ALLOW_WEAK = 'it must be renewed; OpenSSLCipherList=DEFAULT@SECLEVEL=0 allows it';

const REMEDIES: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it can be given as SSLAcceptServerCert',
  SELF_SIGNED_CERT_IN_CHAIN: ADD_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT: ADD_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ADD_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ADD_ISSUER,
  CERT_NOT_YET_VALID: 'is the clock right?',
  EE_KEY_TOO_SMALL: ALLOW_WEAK,
  CA_KEY_TOO_SMALL: ALLOW_WEAK,
  CA_MD_TOO_WEAK: ALLOW_WEAK,
};

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length > 0 && a.length === b.length && a.every((byte, i) => byte === b[i]);
}
