/** What the two WebSocket transports, Node's and the browser's, have in common. */

import { invalidOption, TransportError } from './errors.ts';

export const DEFAULT_SUBPROTOCOLS: readonly string[] = ['mqtt'];

/** Close codes that are an orderly end: normal, going away, none given. */
const ORDERLY: readonly number[] = [1000, 1001, 1005];
/** The code that stands for the absence of a closing handshake. */
const ABNORMAL = 1006;

/** @throws TransportError INVALID_OPTION */
export function parseUrl(url: string | URL): URL {
  const text = String(url);
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  const known = parsed?.protocol === 'ws:' || parsed?.protocol === 'wss:';
  if (parsed === undefined || !known || parsed.hostname === '' || parsed.hash !== '') {
    throw invalidOption('url', 'a ws: or wss: URL with a host and without a fragment', text);
  }
  return parsed;
}

/** What the end of a WebSocket means for the byte stream. */
export function closeCause(code: number, reason: string): 'remote' | TransportError {
  if (ORDERLY.includes(code)) return 'remote';
  if (code === ABNORMAL) {
    const message = 'the WebSocket broke off without a closing handshake';
    return new TransportError('WS_ABNORMAL_CLOSE', 'stream', message, { status: code });
  }
  const why = reason === '' ? '' : `: ${reason}`;
  const message = `the server closed the WebSocket with code ${code}${why}`;
  return new TransportError('WS_CLOSE_CODE', 'stream', message, { status: code });
}

export function textFrame(): TransportError {
  return new TransportError(
    'WS_TEXT_FRAME',
    'stream',
    'the server sent a text frame; only binary frames carry bytes',
  );
}

export function noSubprotocol(offered: readonly string[]): TransportError {
  return new TransportError(
    'WS_NO_SUBPROTOCOL',
    'upgrade',
    `the server named no subprotocol; offered were ${offered.join(', ')}. Is the path of the URL right?`,
  );
}
