/** Browsers: WebSocket only. */

import { ws } from '@x/transport/ws';
import { mqttError } from '../errors.ts';
import type { Dial } from './dial.ts';

export const dial: Dial = ({ scheme, host, port, path }) => {
  if (scheme === 'mqtt' || scheme === 'mqtts') {
    throw mqttError(153, `a browser has no TCP: use ws:// or wss:// instead of ${scheme}://`);
  }
  const authority = host.includes(':') ? `[${host}]` : host;
  return ws({ url: `${scheme}://${authority}:${port}${path}` });
};
