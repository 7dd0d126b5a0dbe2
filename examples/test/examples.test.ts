/** Every example runs as a user runs it, with node and the built packages, and says what it promises. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Peer, requirePeer, startMosquitto } from '../../test-support/peers.ts';
import { EXAMPLES, linesOf, says } from './support.ts';

type Story = readonly [file: string, lines: readonly string[]];

const WITH_ANY_BROKER: readonly Story[] = [
  [
    'publish.js',
    [
      'through: home/kitchen/temperature, QoS 0',
      'through: home/kitchen/light, QoS 1',
      'through: home/kitchen/picture, QoS 2',
    ],
  ],
  ['subscribe.js', ['garden/+: QoS 1', 'house/#: QoS 1', 'garden/gate: closed (retained)']],
  ['request-response.js', ['21 doubled is 42', '100 doubled is 200']],
  ['last-will.js', ['status/pump: lost']],
  ['shared-subscription.js', ['12 jobs, shared by 3 workers']],
  [
    'survive-kill.js',
    [
      ...Array<string>(3).fill('killed with SIGKILL'),
      'ended by itself',
      '20 of 20 messages arrived',
      '0 came twice',
    ],
  ],
  ['custom-transport.js', ['a/b: through a child process']],
];

const ALONE: readonly Story[] = [
  [
    'offline-queue.js',
    [
      'the broker is away',
      'queued 20.9',
      'queued 21.0',
      'queued 21.2',
      'the broker is back: 3 messages are through',
    ],
  ],
  [
    'codec-only.js',
    ['connect', 'publish home/kitchen 21.5 celsius', 'INVALID_QOS 0x81 MQTT-3.3.1-4'],
  ],
];

describe('each example, by itself', () => {
  it.concurrent.each([...WITH_ANY_BROKER, ...ALONE])('%s', async (file, lines) => {
    expect(linesOf(await says(file))).toEqual([...lines].sort());
  });

  it('test-your-application.js, a test of its own', async () => {
    const report = await says('test-your-application.js');
    expect(report).toContain('pass 2');
    expect(report).toContain('fail 0');
  });
});

describe.skipIf(requirePeer('mosquitto') === undefined)('each example, with mosquitto', () => {
  let peer: Peer;
  beforeAll(async () => {
    peer = await startMosquitto();
  });
  afterAll(() => peer.stop());

  // One after the other: they use the same topics.
  it.each(WITH_ANY_BROKER)('%s', async (file, lines) => {
    expect(linesOf(await says(file, peer.url))).toEqual([...lines].sort());
  });
});

it('the list in the README is complete', () => {
  const files = readdirSync(EXAMPLES).filter((name) => /\.(js|html)$/.test(name));
  const readme = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
  const listed = Array.from(readme.matchAll(/^\| \[([\w.-]+)\]/gm), (match) => match[1]);
  expect(listed.sort()).toEqual(files.filter((name) => name !== 'broker.js').sort());
});
