/** Proxies for tests, which tell what they were asked for: HTTP CONNECT, and SOCKS 4, 4a and 5 without a login. */

import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Proxy {
  readonly port: number;
  /** What was asked for, in order; SOCKS with its version before. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** @param login `user:password` that it wants */
export async function httpProxy(
  login: string,
): Promise<Proxy & { readonly headers: IncomingHttpHeaders[] }> {
  const asked: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = createHttpServer();
  const wanted = `Basic ${Buffer.from(login).toString('base64')}`;
  server.on('connect', (request, client) => {
    if (request.headers['proxy-authorization'] !== wanted) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    asked.push(request.url ?? '');
    headers.push(request.headers);
    const { hostname, port } = new URL(`http://${request.url}`);
    pass(client, connect(Number(port), hostname), 'HTTP/1.1 200 OK\r\n\r\n');
  });
  return { ...(await listening(server)), asked, headers };
}

export async function socksProxy(): Promise<Proxy> {
  const asked: string[] = [];
  const server = createServer((client) => {
    client.on('error', () => client.destroy());
    client.once('data', (first) => {
      if (first[0] === 4) serve4(client, first, asked);
      else client.once('data', (request) => serve5(client, request, asked)).write(from('0500'));
    });
  });
  return { ...(await listening(server)), asked };
}

function serve4(client: Socket, request: Buffer, asked: string[]): void {
  const port = request.readUInt16BE(2);
  const isName = request.readUInt32BE(4) < 256;
  const [, name = ''] = request.subarray(8).toString().split('\0');
  const host = isName ? name : [...request.subarray(4, 8)].join('.');
  asked.push(`${isName ? '4a' : '4'} ${host} ${port}`);
  pass(client, connect(port, host), from('005a000000000000'));
}

function serve5(client: Socket, request: Buffer, asked: string[]): void {
  const port = request.readUInt16BE(request.length - 2);
  const address = request.subarray(4, -2);
  const host = request[3] === 3 ? address.subarray(1).toString() : [...address].join('.');
  asked.push(`5 ${host} ${port}`);
  pass(client, connect(port, host), from('05000001000000000000'));
}

function pass(client: Duplex, target: Socket, granted: string | Uint8Array): void {
  const end = (): void => {
    client.destroy();
    target.destroy();
  };
  target.on('error', end).on('close', end);
  client.on('error', end).on('close', end);
  target.once('connect', () => {
    client.write(granted);
    client.pipe(target).pipe(client);
  });
}

async function listening(server: Server): Promise<Pick<Proxy, 'port' | 'stop'>> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stop: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

function from(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}
