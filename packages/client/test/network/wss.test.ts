/** WebSocket over TLS: the same settings, the same decision, the same events. */

import { createServer } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { issue } from '../../../transport/test/support/certificates.ts';
import { listen, stopServer } from '../../../transport/test/support/tcp-peer.ts';
import {
  good,
  names,
  plainClient,
  root,
  secureWebSocketBroker,
  stopAll,
  stopLater,
  trustingClient,
} from './support/secure-broker.ts';

afterEach(stopAll);

describe('wss://', () => {
  it('needs no SSLEnabled, and tells its steps', async () => {
    const { url } = await secureWebSocketBroker();
    const { mqtt, recorder } = await plainClient(`SSLServerCACerts=${root.cert}`);
    await mqtt.connectTo(url, 0);
    await mqtt.publishMessage('t', 1, 'over wss');
    await recorder.until(/^MessageOut \d+ t 1 over wss$/);
    expect(await mqtt.config('SSLNegotiatedVersion')).toBe('TLSv1.2');
    expect(mqtt.getSSLServerCert().subject).toBe('CN=broker');
    await mqtt.disconnect();
    expect(recorder.lines.filter((line) => /^(?:Connection|SSL|Conn|Disc)/.test(line))).toEqual([
      'ConnectionStatus Remote host connection complete.',
      'SSLStatus',
      'SSLStatus',
      'SSLServerAuthentication',
      'SSLStatus',
      'ConnectionStatus SSL handshake complete.',
      'SSLStatus',
      'Connected 0',
      'ConnectionStatus SSL connection broken.',
      'ConnectionStatus Remote host disconnected.',
      'Disconnected 0',
    ]);
  });

  it('refuses an untrusted server with 280, and SSLAcceptAnyServerCert accepts it', async () => {
    const { port, url } = await secureWebSocketBroker(issue({ names }));
    const client = await trustingClient();
    const error: unknown = await client.mqtt.connectTo(url, port).catch((reason) => reason);
    expect(error).toMatchObject({ code: 280 });
    await client.mqtt.config('SSLAcceptAnyServerCert=True');
    await client.mqtt.connectTo(url, port);
  });

  it('applies SSLCipherStrength: 276', async () => {
    const { url } = await secureWebSocketBroker();
    const { mqtt } = await trustingClient('SSLCipherStrength=512');
    await expect(mqtt.connectTo(url, 0)).rejects.toMatchObject({ code: 276 });
  });

  it('an HTTP status instead of the upgrade: 151, which names it', async () => {
    const server = createServer({ key: good.key, cert: good.cert });
    server.on('upgrade', (_request, socket) => {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n');
    });
    stopLater(() => stopServer(server, []));
    const port = await listen(server);
    const client = await trustingClient();
    const error: unknown = await client.mqtt
      .connectTo(`wss://127.0.0.1:${port}`, 0)
      .catch((reason) => reason);
    expect(error).toMatchObject({ code: 151, message: expect.stringContaining('503') });
  });
});
