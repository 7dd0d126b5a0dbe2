/** How the program ends: Ctrl-C, a closed pipe, a broken connection, kill -9; and what is left behind. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Broker, createBroker } from '@x/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BINARY, runBinary, start } from '../support/binary.ts';

const folder = mkdtempSync(join(tmpdir(), 'x-signals-'));
/** For `vi.waitFor`: a loaded machine is slow, not wrong. */
const PATIENCE = { timeout: 20_000 };

let broker: Broker;
let url: string;
const sent: string[] = [];
beforeAll(async () => {
  broker = createBroker();
  url = (await broker.listen()).url;
  broker.onPacket(({ direction, clientId, packet }) => {
    if (direction === 'received') sent.push(`${clientId} ${packet.type}`);
  });
});
afterAll(async () => {
  await broker.close();
  rmSync(folder, { recursive: true });
});

async function subscriber(id: string, ...args: string[]) {
  const running = start(['sub', 'signals/#', '-L', url, '-i', id, '-q', '1', '--packets', ...args]);
  await running.until('SUBACK');
  return running;
}

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s disconnects in order and ends with %i', async (signal, status) => {
  const running = await subscriber(signal);
  running.process.kill(signal);
  expect(await running.over).toMatchObject({ code: status });
  expect(sent).toContain(`${signal} disconnect`);
});

it('when nobody reads any more, it disconnects and that is no fault', async () => {
  const running = await subscriber('reader');
  running.process.stdout.destroy();
  const publishing = setInterval(() => broker.publish({ topic: 'signals/x', payload: 'x' }), 20);
  expect(await running.over).toMatchObject({ code: 0 });
  clearInterval(publishing);
  expect(sent).toContain('reader disconnect');
});

it('a connection that breaks ends it with 6, or is made again', async () => {
  const [ends, stays] = await Promise.all([
    subscriber('ends', '--no-reconnect'),
    subscriber('stays', ...words('--set ReconnectMinDelay=0 -C 1')),
  ]);
  for (const id of ['ends', 'stays']) broker.dropConnection(id);
  expect(await ends.over).toMatchObject({ code: 6 });
  await vi.waitFor(() => {
    const session = broker.sessions().find(({ clientId }) => clientId === 'stays');
    expect(session).toMatchObject({ connected: true, subscriptions: [{}] });
  }, PATIENCE);
  broker.publish({ topic: 'signals/again', payload: 'hello again' });
  expect(await stays.over).toMatchObject({ code: 0, out: Buffer.from('hello again\n') });
});

it('colours and progress are for screens only', async () => {
  const { out, err } = await runBinary(['bench', 'pub', '-L', url, '--count', '100']);
  expect(`${out}${err}`).not.toContain('\u001b');
});

describe('--session', () => {
  it('pub: a message that kill -9 interrupted goes out in the next run', async () => {
    const received: string[] = [];
    const args = ['-L', url, '--session', join(folder, 'pub.journal'), '-i', 'durable'];
    // The connection goes before the answer, so the message cannot be through when the process dies.
    const once = new Promise<void>((resolve) => {
      broker.onPacket(({ direction, clientId, packet }) => {
        if (direction !== 'received' || packet.type !== 'publish') return;
        if (received.length === 0) broker.dropConnection(clientId);
        received.push(`${new TextDecoder().decode(packet.payload)} ${packet.dup}`);
        resolve();
      });
    });
    const first = start([
      ...words('pub orders one -q 2 --reconnect --set ReconnectMinDelay=60000'),
      ...args,
    ]);
    await once;
    first.process.kill('SIGKILL');
    expect(await first.over).toMatchObject({ code: 'SIGKILL' });

    expect(await runBinary(['conn', ...args])).toMatchObject({ code: 0 });
    expect(received).toEqual(['one false', 'one true']);
  });

  it('sub: what came while it was away is written, and nothing twice', async () => {
    const session = ['-i', 'worker', '--session', join(folder, 'sub.journal')];
    const args = ['sub', 'jobs/#', '-L', url, '-q', '2', ...session];
    const first = start([...args, '--packets']);
    await first.until('SUBACK');
    broker.publish({ topic: 'jobs/1', payload: 'one', qos: 2 });
    await first.until('one\n');
    // By then its record is on disk; what the client logs is only on its way there.
    await vi.waitFor(() => expect(sent).toContain('worker pubcomp'), PATIENCE);
    first.process.kill('SIGKILL');
    await first.over;
    await vi.waitFor(() => expect(broker.clients()).toEqual([]), PATIENCE);
    broker.publish({ topic: 'jobs/2', payload: 'two', qos: 2 });
    const second = await runBinary([...args, '-C', '1']);
    expect(second).toMatchObject({ code: 0, out: Buffer.from('two\n') });
  });
});

it('a pipe to a slow reader loses nothing', async () => {
  const shell = `"${process.execPath}" "${BINARY}" sub big -L ${url} -q 1 -C 200 -N | (sleep 0.5; wc -c)`;
  const counted = promisify(execFile)('sh', ['-c', shell]);
  await vi.waitFor(() => {
    expect(broker.publish({ topic: 'big', payload: new Uint8Array(10_000), qos: 1 })).toBe(1);
  }, PATIENCE);
  for (let more = 1; more < 200; more++) {
    broker.publish({ topic: 'big', payload: new Uint8Array(10_000), qos: 1 });
  }
  expect((await counted).stdout.trim()).toBe('2000000');
});

function words(text: string): string[] {
  return text.split(' ');
}
