/** The subjects of the compliance suite for tcp, tls, ws and wss, direct or through a proxy. */

import { type TcpOptions, tcp } from '../../src/tcp.ts';
import { tls } from '../../src/tls.ts';
import { ws } from '../../src/ws.node.ts';
import type { Subject } from '../compliance/suite.ts';
import { issue } from './certificates.ts';
import { tcpPeerServer } from './tcp-peer.ts';
import { tlsPeerServer, wssPeerServer } from './tls-peer.ts';
import { wsPeerServer } from './ws-peer.ts';

type Extra = Pick<TcpOptions, 'via' | 'noDelay'>;

const { cert, key, certificate } = issue({ names: ['127.0.0.1'] });
/** Sooner done than a list of authorities, of which Node makes a store in each dial. */
const authenticate = (peer: { certificate: Uint8Array }) => certificate.equals(peer.certificate);

const host = '127.0.0.1';

export const SUBJECTS = {
  tcp: async (extra: Extra = {}): Promise<Subject> => {
    const server = await tcpPeerServer();
    const { port } = server;
    return { server, stalled: [], transport: (o) => tcp({ host, port, ...extra, ...o }) };
  },
  tls: async (extra: Extra = {}): Promise<Subject> => {
    const server = await tlsPeerServer({ cert, key });
    const options = { host, port: server.port, authenticate, ...extra };
    return { server, stalled: [], transport: (o) => tls({ ...options, ...o }) };
  },
  ws: async (extra: Extra = {}): Promise<Subject> => {
    const server = await wsPeerServer();
    const { url } = server;
    return { server, stalled: [], transport: (o) => ws({ url, ...extra, ...o }) };
  },
  wss: async (extra: Extra = {}): Promise<Subject> => {
    const server = await wssPeerServer({ cert, key });
    const options = { url: server.url, authenticate, ...extra };
    return { server, stalled: [], transport: (o) => ws({ ...options, ...o }) };
  },
} as const;

export type SubjectName = keyof typeof SUBJECTS;
/** The simplest and the one of most layers; real proxies carry all of them. */
export const OUTERMOST = ['tcp', 'wss'] as const satisfies SubjectName[];
export const SUBJECT_NAMES = ['tcp', 'tls', 'ws', 'wss'] as const satisfies SubjectName[];
