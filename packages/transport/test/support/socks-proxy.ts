import { connect, createServer, type Socket } from 'node:net';
import { SocketReader } from '../../src/proxy/socket-reader.ts';
import { splice } from './splice.ts';
import { listen, stopServer } from './tcp-peer.ts';

export interface SocksUnderTest {
  readonly port: number;
  /** What was asked for, in order: `4`, `4a` or `5`, then host and port. */
  readonly asked: string[];
  /** Empties the list. */
  forget(): void;
  stop(): Promise<void>;
}

/** A SOCKS 4, 4a and 5 proxy; with `credentials` (`user:password`, or the user for 4) it wants them. */
export async function socksProxy(credentials?: string): Promise<SocksUnderTest> {
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    track(client);
    client.on('error', () => undefined);
    serve(client, credentials, asked, track).catch(() => client.destroy());
  });
  const port = await listen(server);
  const forget = () => {
    asked.length = 0;
  };
  return { port, asked, forget, stop: () => stopServer(server, sockets) };
}

async function serve(
  client: Socket,
  credentials: string | undefined,
  asked: string[],
  track: (socket: Socket) => void,
): Promise<void> {
  const reader = new SocketReader(client, new AbortController().signal, () => new Error('closed'));
  const [version] = await reader.read(1);
  const request = version === 5 ? await asked5(reader, credentials) : await asked4(reader);
  if (version === 4 && credentials && request.user !== credentials) {
    client.end(Buffer.from([0, 93, 0, 0, 0, 0, 0, 0]));
    return;
  }
  asked.push(`${request.version} ${request.host} ${request.port}`);
  const [yes, no] = version === 5 ? REPLIES[5] : REPLIES[4];
  const target = connect(request.port, request.host);
  track(target);
  target.once('error', () => client.end(no));
  target.once('connect', () => {
    target.removeAllListeners('error');
    client.write(yes);
    splice(client, target);
  });
}

const REPLIES = {
  4: [Buffer.from([0, 90, 0, 0, 0, 0, 0, 0]), Buffer.from([0, 91, 0, 0, 0, 0, 0, 0])],
  // The bound address as a name, which is allowed, and seldom seen.
  5: [Buffer.from([5, 0, 0, 3, 2, 104, 105, 0, 9]), Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])],
} as const;

async function asked4(reader: SocketReader) {
  const [, high = 0, low = 0, ...address] = await reader.read(7);
  const user = await untilZero(reader);
  const isName = address.slice(0, 3).every((byte) => byte === 0);
  const host = isName ? await untilZero(reader) : address.join('.');
  return { version: isName ? '4a' : '4', host, port: high * 256 + low, user };
}

async function asked5(reader: SocketReader, credentials: string | undefined) {
  const [count = 0] = await reader.read(1);
  const methods = await reader.read(count);
  if (credentials) {
    if (!methods.includes(2)) {
      reader.write(Buffer.from([5, 255]));
      throw new Error('no common method');
    }
    reader.write(Buffer.from([5, 2]));
    await reader.read(1);
    const user = await counted(reader);
    const password = await counted(reader);
    const good = `${user}:${password}` === credentials;
    reader.write(Buffer.from([1, good ? 0 : 1]));
    if (!good) throw new Error('wrong credentials');
  } else reader.write(Buffer.from([5, 0]));
  const [, , , type = 0] = await reader.read(4);
  const host = await hostOf(reader, type);
  const [high = 0, low = 0] = await reader.read(2);
  return { version: '5', host, port: high * 256 + low, user: '' };
}

async function hostOf(reader: SocketReader, type: number): Promise<string> {
  if (type === 3) return await counted(reader);
  if (type === 1) return [...(await reader.read(4))].join('.');
  const bytes = await reader.read(16);
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16));
  return groups.join(':');
}

async function counted(reader: SocketReader): Promise<string> {
  const [length = 0] = await reader.read(1);
  return length === 0 ? '' : (await reader.read(length)).toString();
}

async function untilZero(reader: SocketReader): Promise<string> {
  let text = '';
  for (;;) {
    const [byte = 0] = await reader.read(1);
    if (byte === 0) return text;
    text += String.fromCharCode(byte);
  }
}
