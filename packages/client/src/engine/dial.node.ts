/** Node: TCP, and WebSocket loaded only by who uses it. */

import type { Transport } from '@x/transport';
import { tcp } from '@x/transport/tcp';
import { mqttError } from '../errors.ts';
import type { Address } from './address.ts';
import type { Dial, DialSettings } from './dial.ts';

const FAMILIES = ['ipv4', 'ipv6', 'ipv6-first'] as const;

export const dial: Dial = (address, settings) => {
  const options = { host: address.host, port: address.port, ...socketOptions(settings) };
  switch (address.scheme) {
    case 'mqtt':
      return tcp(options);
    case 'ws':
      return webSocket(address, settings);
    default:
      throw mqttError(270, `TLS is not available: ${address.scheme}`);
  }
};

function webSocket(address: Address, settings: DialSettings): Transport {
  const { scheme, host, port, path } = address;
  const authority = host.includes(':') ? `[${host}]` : host;
  return {
    async dial(handlers, signal) {
      const { ws } = await import('@x/transport/ws');
      const url = `${scheme}://${authority}:${port}${path}`;
      return ws({ url, ...socketOptions(settings) }).dial(handlers, signal);
    },
  };
}

function socketOptions(settings: DialSettings) {
  return {
    localAddress: settings.LocalHost === '' ? undefined : settings.LocalHost,
    localPort: settings.LocalPort === 0 ? undefined : settings.LocalPort,
    family: FAMILIES[settings.UseIPv6],
    noDelay: settings.TcpNoDelay,
    keepAlive: settings.TCPKeepAlive,
    keepAliveInitialDelay: settings.KeepAliveTime === 0 ? undefined : settings.KeepAliveTime,
    linger: settings.Linger,
    lingerTime: settings.LingerTime,
    writeBufferSize: settings.OutBufferSize,
    maxTransferRate: settings.MaxTransferRate,
  };
}
