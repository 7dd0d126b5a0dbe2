/** Browsers: WebSocket only. TLS, certificates and proxies are the browser's own affair there. */

import type { Transport } from '@x/transport';
import { ws } from '@x/transport/ws';
import { mqttError } from '../errors.ts';
import type { Dialer, DialRequest } from './dial.ts';

export class PlatformDialer implements Dialer {
  dial({ address, objects, settings }: DialRequest): Transport {
    const { scheme, host, port, path } = address;
    if (scheme === 'mqtt' || scheme === 'mqtts') {
      throw mqttError(153, `a browser has no TCP: use ws:// or wss:// instead of ${scheme}://`);
    }
    const { Firewall: firewall } = objects;
    if (firewall !== undefined && firewall.host !== '' && firewall.firewallType !== 0) {
      throw mqttError(118, 'a browser uses the proxy of its own settings: clear Firewall.Host');
    }
    const authority = host.includes(':') ? `[${host}]` : host;
    const url = `${scheme}://${authority}:${port}${path}`;
    return ws({ url, maxTransferRate: settings.MaxTransferRate });
  }
}
