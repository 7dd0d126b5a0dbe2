/** The way to a broker by its URL, as a stream of bytes: what `serve --broker` puts behind its link. */

import { readFileSync } from 'node:fs';
import type { Transport } from '@x/transport';
import { tcp } from '@x/transport/tcp';
import { tls } from '@x/transport/tls';
import { ws } from '@x/transport/ws';

export interface UpstreamOptions {
  /** A file of PEM certificates to trust. */
  readonly ca?: string | undefined;
  /** Takes any certificate. */
  readonly insecure?: boolean | undefined;
}

export interface Upstream {
  readonly transport: Transport;
  /** The URL without user and password. */
  readonly name: string;
}

const PORTS: Readonly<Record<string, number>> = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 };

/** @throws RangeError for another scheme; the system's error if the file cannot be read. */
export function upstreamOf(text: string, options: UpstreamOptions): Upstream {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.+)$/i.exec(text) ?? [];
  const port = PORTS[scheme.toLowerCase()];
  if (port === undefined || !URL.canParse(`http://${rest}`)) {
    throw new RangeError('must be mqtt://, mqtts://, ws:// or wss:// with a host');
  }
  const url = new URL(`http://${rest}`);
  const place = url.host + (scheme.startsWith('ws') ? url.pathname + url.search : '');
  const name = `${scheme}://${place}`;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const where = { host, port: Number(url.port || port), noDelay: true };
  const trust = {
    ...(options.ca !== undefined && { ca: [readFileSync(options.ca, 'utf8')] }),
    ...(options.insecure === true && { authenticate: () => true }),
  };
  if (scheme === 'mqtt') return { transport: tcp(where), name };
  if (scheme === 'mqtts') return { transport: tls({ ...where, ...trust }), name };
  return { transport: ws({ url: name, noDelay: true, ...trust }), name };
}
