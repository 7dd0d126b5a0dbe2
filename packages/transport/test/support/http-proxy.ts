import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { splice } from './splice.ts';
import { listen, stopServer } from './tcp-peer.ts';

export interface ProxyUnderTest {
  readonly port: number;
  /** `host:port` of each request, in order. */
  readonly asked: string[];
  readonly headers: IncomingMessage['headers'][];
  /** Empties both lists. */
  forget(): void;
  stop(): Promise<void>;
}

/**
 * An HTTP proxy that knows CONNECT only; with `credentials` (`user:password`) it wants them, with `tls` it is spoken to
 * over TLS.
 */
export async function httpProxy(credentials?: string, tls?: TlsOptions): Promise<ProxyUnderTest> {
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const answer: RequestListener = (_request, response) => void response.writeHead(405).end();
  const server = tls ? createHttpsServer(tls, answer) : createServer(answer);
  server.on('tlsClientError', () => undefined);
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  server.on('connection', track);
  server.on('connect', (request, client, head) => {
    if (!(client instanceof Socket)) return;
    asked.push(request.url ?? '');
    headers.push(request.headers);
    client.on('error', () => undefined);
    const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (wanted && request.headers['proxy-authorization'] !== wanted) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const [, host = '', port = ''] = /^\[?(.+?)\]?:(\d+)$/.exec(request.url ?? '') ?? [];
    const target = connect(Number(port), host);
    track(target);
    target.once('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    target.once('connect', () => {
      target.removeAllListeners('error');
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) target.write(head);
      const raw = [...sockets].find((s) => s.remotePort === client.remotePort && s !== client);
      splice(client, target, tls ? raw : client);
    });
  });
  const port = await listen(server);
  const forget = () => {
    asked.length = 0;
    headers.length = 0;
  };
  return { port, asked, headers, forget, stop: () => stopServer(server, sockets) };
}
