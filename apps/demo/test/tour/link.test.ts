import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseEndpoint } from '../../src/endpoint.ts';
import { Link } from '../../src/tour/link.ts';

let server: Server;
let got: string;
beforeEach(async () => {
  got = '';
  // Echoes, and remembers.
  server = createServer((socket) => {
    socket.on('data', (chunk) => {
      got += chunk;
      socket.write(chunk);
    });
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  await once(server, 'close');
});

function where(): string {
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

async function through(link: Link): Promise<{ socket: Socket; received: () => string }> {
  let received = '';
  const socket = connect(link.endpoint.port, link.endpoint.host);
  socket.on('data', (chunk) => (received += chunk));
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return { socket, received: () => received };
}

describe('Link', () => {
  it('passes bytes both ways, and loses them one way when told', async () => {
    const happened = vi.fn();
    const link = await Link.open(parseEndpoint('mqtt', `mqtt://${where()}`), happened);
    const { socket, received } = await through(link);
    socket.write('one');
    await vi.waitFor(() => expect(received()).toBe('one'));
    link.swallow('down');
    socket.write('two');
    await vi.waitFor(() => expect(link.swallowed).toBe(3));
    expect(happened).toHaveBeenCalled();
    expect(got).toBe('onetwo');
    expect(received()).toBe('one');
    await link.close();
  });

  it('cuts what is connected, and is whole again for the next', async () => {
    const link = await Link.open(parseEndpoint('mqtt', `mqtt://${where()}`), () => undefined);
    const first = await through(link);
    link.swallow('up');
    first.socket.write('lost');
    await vi.waitFor(() => expect(link.swallowed).toBe(4));
    link.cut();
    await vi.waitFor(() => expect(first.socket.closed).toBe(true));
    const second = await through(link);
    second.socket.write('kept');
    await vi.waitFor(() => expect(second.received()).toBe('kept'));
    expect(got).toBe('kept');
    await link.close();
    await vi.waitFor(() => expect(second.socket.closed).toBe(true));
  });

  it('names the broker as host in a WebSocket upgrade', async () => {
    const link = await Link.open(parseEndpoint('ws', `ws://${where()}/mqtt`), () => undefined);
    expect(link.endpoint.url).toBe(`ws://127.0.0.1:${link.endpoint.port}/mqtt`);
    const { socket } = await through(link);
    socket.write(`GET /mqtt HTTP/1.1\r\nHost: ${link.endpoint.host}:${link.endpoint.port}\r\n\r\n`);
    await vi.waitFor(() => expect(got).toBe(`GET /mqtt HTTP/1.1\r\nHost: ${where()}\r\n\r\n`));
    await link.close();
  });
});
