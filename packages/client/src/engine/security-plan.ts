/** What TLS of one attempt is to be, checked as far as that needs neither files nor OpenSSL. */

import { mqttError } from '../errors.ts';
import type { TLSValues } from '../settings/setting-values.ts';
import { INITIAL_TLS_VALUES } from '../settings/ssl-initial.ts';
import { type TLSPlan, tlsOptionsFrom } from '../settings/tls-options.ts';
import type { DialRequest } from './dial.ts';
import type { ServerAuthentication } from './server-authentication.ts';

export interface SecurityPlan extends ServerAuthentication {
  readonly plan: TLSPlan;
  readonly identity: Identity | undefined;
  /** The settings that the plan was made from; another object as soon as one of them changes. */
  readonly values: Readonly<TLSValues>;
}

/** Our own certificate and its key, in PEM. */
interface Identity {
  readonly cert: string;
  readonly key: string;
}

const INTERNAL_PROVIDER = 2;

/** @throws MQTTError 270 no library, protocol or cipher suite; 272 SSLCert not in its store, 281 without private key */
export function planSecurity({ settings, tls, objects, ...rest }: DialRequest): SecurityPlan {
  if (settings.SSLProvider === INTERNAL_PROVIDER) {
    throw mqttError(270, 'SSLProvider 2 (internal) does not exist here, use 0 or 1');
  }
  const values = tls ?? INITIAL_TLS_VALUES;
  const plan = tlsOptionsFrom(values);
  const { SSLAcceptServerCert: accepted } = objects;
  return {
    plan,
    identity: identityOf(objects, plan.ownChain),
    accepted: accepted?.encodedB,
    values,
    listeners: rest.listeners,
    log: rest.log,
  };
}

/** A certificate that nobody has set anything of is none. */
function identityOf(
  { SSLCert: own }: DialRequest['objects'],
  chain: readonly string[],
): Identity | undefined {
  if (own === undefined) return undefined;
  const credentials = own.tlsCredentials();
  if (credentials !== undefined) {
    return { cert: [credentials.cert, ...chain].join('\n'), key: credentials.key };
  }
  if (own.privateKeyAvailable)
    throw mqttError(281, 'SSLCert has a private key, but no certificate');
  if (own.encodedB.length > 0) throw mqttError(281, 'SSLCert has no private key');
  if (own.storeType !== 0) throw mqttError(272, 'the store of SSLCert has none with its Subject');
  return undefined;
}
