/** The peers that other tests rely on: they start, speak MQTT on each listener, stop, and are missed loudly. */

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Peer, requirePeer, startAedes, startMosquitto } from './peers.ts';

/** CONNECT of client id 'peer', clean session, keep alive 60, at the given protocol level. */
function connectPacket(level: 4 | 5): Buffer {
  const properties = level === 5 ? [0] : [];
  const rest = [0, 4, ...Buffer.from('MQTT'), level, 2, 0, 60, ...properties, 0, 4];
  return Buffer.from([0x10, rest.length + 4, ...rest, ...Buffer.from('peer')]);
}

/** The packet type byte of the answer, and the second byte of its variable header. */
const accepted = (answer: Buffer) => [answer[0], answer[3]];

async function overTcp(url: string, level: 4 | 5): Promise<Buffer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(connectPacket(level));
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return answer;
}

/** A WebSocket message may end within a packet: collects until the CONNACK's first four bytes are there. */
async function overWebSocket(url: string, level: 4 | 5): Promise<Buffer> {
  const socket = new WebSocket(url, 'mqtt');
  await once(socket, 'open');
  const answer = new Promise<Buffer>((resolve) => {
    let got = Buffer.alloc(0);
    socket.on('message', (data: Buffer) => {
      got = Buffer.concat([got, data]);
      if (got.length >= 4) resolve(got);
    });
  });
  socket.send(connectPacket(level));
  const got = await answer;
  socket.terminate();
  return got;
}

async function refuses(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const [error] = await once(connect(Number(port), hostname), 'error').catch((reason) => [reason]);
  return error.code;
}

let peer: Peer | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await peer?.stop();
  peer = undefined;
});

describe('aedes', () => {
  it('speaks 3.1.1 over TCP and WebSocket', async () => {
    peer = await startAedes();
    expect(accepted(await overTcp(peer.url, 4))).toEqual([0x20, 0]);
    expect(accepted(await overWebSocket(peer.wsUrl, 4))).toEqual([0x20, 0]);
  });

  it('refuses 5.0 with return code 1', async () => {
    peer = await startAedes();
    expect(accepted(await overTcp(peer.url, 5))).toEqual([0x20, 1]);
  });

  it('is gone when stopped', async () => {
    const { url, wsUrl, stop } = await startAedes();
    await stop();
    expect(await refuses(url)).toBe('ECONNREFUSED');
    expect(await refuses(wsUrl)).toBe('ECONNREFUSED');
  });
});

describe.skipIf(requirePeer('mosquitto') === undefined)('mosquitto', () => {
  it.each([4, 5] as const)('speaks protocol level %i over TCP and WebSocket', async (level) => {
    peer = await startMosquitto();
    expect(accepted(await overTcp(peer.url, level))).toEqual([0x20, 0]);
    expect(accepted(await overWebSocket(peer.wsUrl, level))).toEqual([0x20, 0]);
    expect(peer.log()).toContain('peer');
  });

  it('is gone when stopped', async () => {
    const { url, stop } = await startMosquitto();
    await stop();
    expect(await refuses(url)).toBe('ECONNREFUSED');
  });

  it('keeps its state in the folder it was given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'x-peers-'));
    const { stop } = await startMosquitto({ persistence: folder });
    await stop();
    expect(existsSync(join(folder, 'mosquitto.db'))).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it.skipIf(requirePeer('openssl') === undefined)('speaks TLS', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'x-peers-'));
    const tls = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2';
    const files = ['-subj', '/CN=localhost', '-out', tls.cert, '-keyout', tls.key];
    execFileSync('openssl', [...request.split(' '), ...files], { stdio: 'ignore' });
    peer = await startMosquitto({ tls });
    const port = Number(new URL(peer.tlsUrl ?? '').port);
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
    socket.write(connectPacket(5));
    const [answer] = await once(socket, 'data');
    socket.destroy();
    expect(accepted(answer)).toEqual([0x20, 0]);
    expect(peer.wssUrl).toMatch(/^wss:/);
    rmSync(folder, { recursive: true });
  });

  it('says what is wrong with its configuration', async () => {
    await expect(startMosquitto({ config: ['no_such_line 1'] })).rejects.toThrow('no_such_line');
  });
});

describe('requirePeer', () => {
  it('gives undefined for a program that is missing, so that tests skip', () => {
    vi.stubEnv('REQUIRE_REAL', '');
    expect(requirePeer('no-such-program')).toBeUndefined();
    expect(requirePeer('node')).toMatch(/node$/);
  });

  it('throws where real peers are required', () => {
    vi.stubEnv('REQUIRE_REAL', '1');
    expect(() => requirePeer('no-such-program')).toThrow('no-such-program is not installed');
  });
});
