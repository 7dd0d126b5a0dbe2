/** `x-mqtt pub` and `sub` with mosquitto's own tools, byte for byte. */

import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Peer, requirePeer, startMosquitto } from '../../../../test-support/peers.ts';
import { runBinary, start } from '../support/binary.ts';

const tools = ['mosquitto', 'mosquitto_pub', 'mosquitto_sub'].map(requirePeer);
const missing = tools.includes(undefined);

const PAYLOADS = [
  Buffer.from('Grüße, 世界 🌍'),
  Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  Buffer.from('a\n\0\r\n\0b\n'),
  Buffer.alloc(0),
  randomBytes(1_048_576),
];

/** As both tools write it with the format "%l\n%p". */
const framed = (payload: Buffer) =>
  Buffer.concat([Buffer.from(`${payload.length}\n`), payload, Buffer.from('\n')]);

describe.skipIf(missing)('with mosquitto', () => {
  const folder = mkdtempSync(join(tmpdir(), 'x-interop-'));
  let peer: Peer;
  beforeAll(async () => {
    peer = await startMosquitto();
  });
  afterAll(async () => {
    await peer.stop();
    rmSync(folder, { recursive: true });
  });

  /** Runs one of mosquitto's tools and gives what it wrote. */
  async function tool(name: string, args: readonly string[], input?: Buffer): Promise<Buffer> {
    const { port } = new URL(peer.url.replace('mqtt:', 'http:'));
    const child = spawn(name, ['-p', port, ...args]);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A tool that has read all it wants may be gone before this; what it did is judged by what it wrote.
    child.stdin.on('error', () => undefined).end(input);
    await once(child, 'close');
    return Buffer.concat(chunks);
  }

  /** Has mosquitto_sub subscribe; the second call gets what was published meanwhile. */
  async function subscribed(...args: string[]) {
    const session = ['-c', '-i', randomUUID(), '-q', '2', ...args];
    await tool('mosquitto_sub', [...session, '-E']);
    return (...more: string[]) => tool('mosquitto_sub', [...session, ...more]);
  }

  it('mosquitto_sub receives what pub sends', async () => {
    const file = join(folder, 'payload');
    const received = await subscribed('-t', 'out');
    for (const payload of PAYLOADS) {
      writeFileSync(file, payload);
      const published = await runBinary(['pub', '-L', peer.url, 'out', '-f', file, '-q', '2']);
      expect(published).toMatchObject({ code: 0, err: '' });
    }
    const out = await received('-C', String(PAYLOADS.length), '-F', '%l\n%p');
    expect(out.equals(Buffer.concat(PAYLOADS.map(framed)))).toBe(true);
  });

  it('sub receives what mosquitto_pub sends', async () => {
    const args = words(`sub in -q 2 -i stays --no-clean -L ${peer.url} -F %l\\n%p`);
    expect(await runBinary([...args, '--timeout', '0.01'])).toMatchObject({ code: 0 });
    for (const payload of PAYLOADS) {
      const source = payload.length === 0 ? '-n' : '-s';
      await tool('mosquitto_pub', ['-t', 'in', '-q', '2', source], payload);
    }
    const { code, out } = await runBinary([...args, '-C', String(PAYLOADS.length)]);
    expect(code).toBe(0);
    expect(out.equals(Buffer.concat(PAYLOADS.map(framed)))).toBe(true);
  });

  it('standard input, lines and an argument are sent as they are', async () => {
    const received = await subscribed('-t', 'sources');
    const pub = (source: string, input?: string) =>
      runBinary([...words(`pub -L ${peer.url} -q 1 -t sources`), source], input);
    await pub('--stdin', 'all\nof it');
    await pub('--lines', 'one\r\n\nthree');
    await pub('an argument');
    const said = (await received('-C', '5', '-F', '<<%p>>')).toString();
    expect(said).toBe('<<all\nof it>>\n<<one>>\n<<>>\n<<three>>\n<<an argument>>\n');
  });

  it('properties of MQTT 5 arrive, both ways', async () => {
    const received = await subscribed(...words('-V 5 -x 100 -t props'));
    const given = words('--content-type text/plain --response-topic back');
    const more = words('--correlation-data c1 -D a=b:c -q 1');
    expect(await runBinary(['pub', '-L', peer.url, 'props', 'x', ...given, ...more])).toMatchObject(
      { code: 0, err: '' },
    );
    const form = '%C|%R|%D|%P';
    expect((await received('-C', '1', '-F', form)).toString()).toBe('text/plain|back|c1|a:b:c\n');

    const args = words(`sub props -C 1 -L ${peer.wsUrl} --packets -F ${form}`);
    const receiver = start(args);
    await receiver.until('SUBACK');
    const set = ['content-type text/plain', 'response-topic back', 'correlation-data c1'];
    const flags = [...set, 'user-property a b:c'].flatMap((each) => words(`-D publish ${each}`));
    await tool('mosquitto_pub', [...words('-V 5 -t props -m x'), ...flags]);
    expect((await receiver.over).out.toString()).toBe('text/plain|back|c1|a:b:c\n');
  });
});

function words(text: string): string[] {
  return text.split(' ');
}
