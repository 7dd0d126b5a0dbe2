/** The bytes of the SOCKS handshakes. */

import { invalidOption } from '../errors.ts';
import { ipv4Bytes, ipv6Bytes } from './ip-bytes.ts';
import type { ProxyServer, ProxyTrouble } from './server.ts';
import type { SocketReader } from './socket-reader.ts';

export interface Destination {
  /** An address of this family, or a name with family 0. */
  readonly host: string;
  readonly family: number;
  readonly port: number;
}

const CONNECT = 1;
const NO_AUTHENTICATION = 0;
const USER_AND_PASSWORD = 2;

const SOCKS4_REPLIES: Readonly<Record<number, string>> = {
  91: 'request rejected or failed',
  92: 'it cannot reach identd here',
  93: 'identd here names another user',
};

const SOCKS5_REPLIES: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'not allowed by its rules',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused by the target',
  6: 'time to live expired',
  7: 'command not supported',
  8: 'address type not supported',
};

/** Versions 4 and 4a; a name makes it 4a. */
export async function socks4(
  reader: SocketReader,
  to: Destination,
  { user = '' }: ProxyServer,
  trouble: ProxyTrouble,
): Promise<void> {
  // 0.0.0.1 announces the name that follows.
  const address = to.family === 0 ? Buffer.from([0, 0, 0, 1]) : ipv4Bytes(to.host);
  const name = to.family === 0 ? [Buffer.from(`${to.host}\0`)] : [];
  reader.write(
    Buffer.concat([
      Buffer.from([4, CONNECT]),
      port(to),
      address,
      Buffer.from(`${user}\0`),
      ...name,
    ]),
  );
  const [version, reply = 0] = await reader.read(8);
  if (version !== 0) throw trouble.badAnswer(`version ${version}`);
  if (reply === 90) return;
  const why = SOCKS4_REPLIES[reply];
  if (why === undefined) throw trouble.badAnswer(`reply ${reply}`);
  throw reply === 91 ? trouble.refused(why, reply) : trouble.credentials(why, reply);
}

export async function socks5(
  reader: SocketReader,
  to: Destination,
  server: ProxyServer,
  trouble: ProxyTrouble,
): Promise<void> {
  await authenticate(reader, server, trouble);
  reader.write(Buffer.concat([Buffer.from([5, CONNECT, 0]), address(to), port(to)]));
  const [version, reply = 0, , type] = await reader.read(4);
  if (version !== 5) throw trouble.badAnswer(`version ${version}`);
  if (reply !== 0) throw trouble.refused(SOCKS5_REPLIES[reply] ?? `reply ${reply}`, reply);
  const length = await boundAddressLength(reader, type, trouble);
  await reader.read(length + 2);
}

async function authenticate(
  reader: SocketReader,
  { user, password = '' }: ProxyServer,
  trouble: ProxyTrouble,
): Promise<void> {
  const methods = user ? [NO_AUTHENTICATION, USER_AND_PASSWORD] : [NO_AUTHENTICATION];
  reader.write(Buffer.from([5, methods.length, ...methods]));
  const [version, method = 255] = await reader.read(2);
  if (version !== 5) throw trouble.badAnswer(`version ${version}`);
  if (method === NO_AUTHENTICATION) return;
  if (method === 255) throw trouble.credentials('it accepts none of our methods', method);
  if (method !== USER_AND_PASSWORD || !user) throw trouble.badAnswer(`method ${method}`);
  reader.write(Buffer.concat([Buffer.from([1]), counted(user), counted(password)]));
  const [, status = 1] = await reader.read(2);
  if (status !== 0) throw trouble.credentials('user or password is wrong', status);
}

async function boundAddressLength(
  reader: SocketReader,
  type: number | undefined,
  trouble: ProxyTrouble,
): Promise<number> {
  if (type === 1) return 4;
  if (type === 4) return 16;
  if (type !== 3) throw trouble.badAnswer(`address type ${type}`);
  const [length = 0] = await reader.read(1);
  return length;
}

function address({ host, family }: Destination): Buffer {
  if (family === 4) return Buffer.concat([Buffer.from([1]), ipv4Bytes(host)]);
  if (family === 6) return Buffer.concat([Buffer.from([4]), ipv6Bytes(host)]);
  const name = Buffer.from(host);
  if (name.length > 255) throw invalidOption('host', 'at most 255 bytes for SOCKS', host);
  return Buffer.concat([Buffer.from([3]), counted(host)]);
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function port(to: Destination): Buffer {
  return Buffer.from([to.port >> 8, to.port & 255]);
}
