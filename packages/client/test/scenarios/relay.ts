/** Stands between clients and a server of others: passes everything on, writes down what clients send, and cuts. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Decoder, type Packet } from '@x/codec';
import { WebSocket, WebSocketServer } from 'ws';
import type { Peer } from '../../../../test-support/peers.ts';
import type { Door } from './stage.ts';

const HOST = '127.0.0.1';

export interface Relay {
  readonly host: string;
  readonly port: number;
  /** What clients have sent so far. */
  readonly sent: Packet[];
  /** Cuts a client's connection on both sides. */
  cut(clientId: string): void;
  close(): Promise<void>;
}

/** One connection: reads along what its client sends. */
class Passage {
  readonly #decoder = new Decoder({ from: 'client' });
  readonly #sent: Packet[];
  readonly cut: () => void;
  clientId = '';

  constructor(sent: Packet[], cut: () => void) {
    this.#sent = sent;
    this.cut = cut;
  }

  read(chunk: Uint8Array): void {
    // The relay's sockets reuse nothing of it, but packets are kept longer than chunks.
    for (const packet of this.#decoder.push(chunk)) {
      if (packet.type === 'connect') this.clientId = packet.clientId;
      this.#sent.push(structuredClone(packet));
    }
  }
}

export function openRelay(door: Door, peer: Peer): Promise<Relay> {
  return door === 'tcp' ? tcpRelay(Number(new URL(peer.url).port)) : webSocketRelay(peer.wsUrl);
}

async function tcpRelay(serverPort: number): Promise<Relay> {
  const sent: Packet[] = [];
  const passages = new Set<Passage>();
  const server = createServer((client) => {
    const upstream = connect(serverPort, HOST);
    const passage = new Passage(sent, () => {
      client.destroy();
      upstream.destroy();
    });
    passages.add(passage);
    client.on('data', (chunk: Uint8Array) => passage.read(chunk));
    join(client, upstream, passage);
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return relay(HOST, port, sent, passages, () => server.close());
}

function join(client: Socket, upstream: Socket, passage: Passage): void {
  client.pipe(upstream);
  upstream.pipe(client);
  for (const socket of [client, upstream]) socket.on('error', () => passage.cut());
}

async function webSocketRelay(serverUrl: string): Promise<Relay> {
  const sent: Packet[] = [];
  const passages = new Set<Passage>();
  const server = new WebSocketServer({ host: HOST, port: 0, perMessageDeflate: false });
  server.on('connection', (client, { headers }) => {
    const upstream = new WebSocket(serverUrl, headers['sec-websocket-protocol']?.split(', ') ?? []);
    const passage = new Passage(sent, () => {
      client.terminate();
      upstream.terminate();
    });
    passages.add(passage);
    const opened = once(upstream, 'open');
    client.on('message', async (chunk: Uint8Array) => {
      passage.read(chunk);
      await opened;
      upstream.send(chunk);
    });
    upstream.on('message', (chunk: Uint8Array) => client.send(chunk));
    client.on('close', () => upstream.close());
    upstream.on('close', () => client.close());
    for (const socket of [client, upstream]) socket.on('error', () => passage.cut());
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return relay(`ws://${HOST}`, port, sent, passages, () => server.close());
}

function relay(
  host: string,
  port: number,
  sent: Packet[],
  passages: ReadonlySet<Passage>,
  stop: () => void,
): Relay {
  return {
    host,
    port,
    sent,
    cut: (clientId) => {
      for (const passage of passages) if (passage.clientId === clientId) passage.cut();
    },
    close: async () => {
      for (const passage of passages) passage.cut();
      stop();
    },
  };
}
