/** Every option of a connection, a message and a subscription, through the built program, as the broker sees it. */

import type { Packet } from '@x/codec';
import { type Broker, createBroker } from '@x/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePorts } from '../../../../test-support/peers.ts';
import { runBinary, start } from '../support/binary.ts';

/** For `vi.waitFor`: a loaded machine is slow, not wrong. */
const PATIENCE = { timeout: 20_000, interval: 10 };

let broker: Broker;
let url: string;
const packets: Packet[] = [];
beforeAll(async () => {
  broker = createBroker({ limits: { topicAliasMaximum: 5 } });
  url = (await broker.listen()).url;
  broker.onPacket(({ direction, packet }) => {
    if (direction === 'received') packets.push(packet);
  });
});
afterAll(() => broker.close());
beforeEach(() => {
  packets.length = 0;
});

/** The line's words; the broker's URL is put behind the command. */
async function runs(line: string, input = '') {
  const [command = '', ...rest] = line.split(' ');
  const { code, out, err } = await runBinary([command, '-L', url, ...rest], input);
  return { code, out: out.toString(), err };
}

const received = (type: Packet['type']) => packets.filter((packet) => packet.type === type);
const bytes = (text: string) => new TextEncoder().encode(text);

describe('conn', () => {
  it('says all of CONNECT that one can say', async () => {
    const [port] = await freePorts(1);
    const line = [
      'conn -i me -u ann -P pw -k 7 --no-clean --session-expiry 60 --connect-timeout 20',
      `--local-host 127.0.0.1 --local-port ${port} --ip 0 --tcp-keep-alive`,
      '--max-rate 100000 --set RepublishInterval=0 --receive-maximum 9 --maximum-packet-size 5000',
      '--topic-alias-maximum 4 --request-response-information --no-problem-information',
      '--connect-user-property a=b --connect-user-property a=c --disconnect-reason 4',
      '--will-topic w --will-message gone --will-qos 1 --will-retain --will-delay 3',
      '--will-content-type t --will-response-topic r --will-correlation-data 0x0102',
      '--will-message-expiry 9 --will-payload-format 1 --will-user-property c=d',
    ].join(' ');
    expect(await runs(line)).toMatchObject({ code: 0, err: '' });
    expect(received('connect')).toMatchObject([
      {
        protocolVersion: 5,
        clientId: 'me',
        cleanStart: false,
        keepAlive: 7,
        username: 'ann',
        password: bytes('pw'),
        properties: {
          sessionExpiryInterval: 60,
          receiveMaximum: 9,
          maximumPacketSize: 5000,
          topicAliasMaximum: 4,
          requestResponseInformation: true,
          requestProblemInformation: false,
          userProperties: [
            ['a', 'b'],
            ['a', 'c'],
          ],
        },
        will: {
          topic: 'w',
          payload: bytes('gone'),
          qos: 1,
          retain: true,
          properties: {
            willDelayInterval: 3,
            contentType: 't',
            responseTopic: 'r',
            correlationData: Uint8Array.of(1, 2),
            messageExpiryInterval: 9,
            payloadFormatIndicator: 1,
            userProperties: [['c', 'd']],
          },
        },
      },
    ]);
    expect(received('disconnect')).toMatchObject([{ reasonCode: 4 }]);
  });

  it('3.1.1, and enhanced authentication that the broker does not know', async () => {
    const [old, unknown] = await Promise.all([
      runs('conn --protocol 3.1.1 -i old --keep-alive 0'),
      runs('conn -i new --auth-method SCRAM --auth-data c0ffee'),
    ]);
    expect(old).toMatchObject({ code: 0, err: '' });
    expect(unknown).toMatchObject({ code: 4, err: expect.stringContaining('refuses') });
    expect(received('connect')).toContainEqual(
      expect.objectContaining({ protocolVersion: 4, clientId: 'old', keepAlive: 0 }),
    );
    expect(received('connect')).toContainEqual(
      expect.objectContaining({
        properties: expect.objectContaining({
          authenticationMethod: 'SCRAM',
          authenticationData: Uint8Array.of(0xc0, 0xff, 0xee),
        }),
      }),
    );
  });
});

describe('pub', () => {
  it('says all of PUBLISH that one can say', async () => {
    const line = [
      'pub t -m text -q 1 -r -C 2 --interval 0.01 -D a=b --content-type c --response-topic r',
      '--correlation-data x --message-expiry 9 --payload-format 1 --topic-alias 3',
    ].join(' ');
    expect(await runs(line)).toMatchObject({ code: 0, err: '' });
    const properties = {
      userProperties: [['a', 'b']],
      contentType: 'c',
      responseTopic: 'r',
      correlationData: bytes('x'),
      messageExpiryInterval: 9,
      payloadFormatIndicator: 1,
      topicAlias: 3,
    };
    const same = { qos: 1, retain: true, payload: bytes('text'), properties };
    expect(received('publish')).toMatchObject([
      { topic: 't', ...same },
      { topic: '', ...same },
    ]);
  });

  it('takes a payload from everywhere', async () => {
    const [argument, lines, whole, nothing] = await Promise.all([
      runs('pub p/argument given -q 1'),
      runs('pub p/line --lines -q 1', 'one\r\ntwo'),
      runs('pub -t p/whole -s -q 1', 'one\r\ntwo'),
      runs('pub p/nothing --null -q 1'),
    ]);
    expect([argument, lines, whole, nothing].map(({ code, err }) => [code, err])).toEqual(
      Array.from({ length: 4 }, () => [0, '']),
    );
    const sent = received('publish').map((packet) =>
      packet.type === 'publish'
        ? `${packet.topic} ${new TextDecoder().decode(packet.payload)}`
        : '',
    );
    expect(sent.sort()).toEqual(
      ['p/argument given', 'p/line one', 'p/line two', 'p/nothing ', 'p/whole one\r\ntwo'].sort(),
    );
  });
});

describe('sub', () => {
  it('says all of SUBSCRIBE that one can say', async () => {
    const line =
      'sub s/1 -t s/2 -q 2 --skip-own --retain-as-published --retain-handling 1 --subscription-identifier 7 -W 0.1';
    expect(await runs(line)).toMatchObject({ code: 0, err: '' });
    const options = { qos: 2, noLocal: true, retainAsPublished: true, retainHandling: 1 };
    expect(received('subscribe')).toMatchObject([
      {
        properties: { subscriptionIdentifiers: [7] },
        subscriptions: [
          { topicFilter: 's/2', ...options },
          { topicFilter: 's/1', ...options },
        ],
      },
    ]);
  });

  it('writes in every form, and ends as it is told', async () => {
    for (const name of ['1', '2']) {
      const payload = bytes(`<${name}>`);
      broker.publish({ topic: `o/${name}`, payload, qos: 1, retain: true });
    }
    const forms: readonly (readonly [options: string, output: string | RegExp])[] = [
      ['-C 2', '<1>\n<2>\n'],
      ['-C 1 -N', '<1>'],
      ['-C 2 --output hex -v', 'o/1 3c313e\no/2 3c323e\n'],
      ['-C 1 --output json', /^\{"time":"[^"]+","topic":"o\/1",.*"payload":"<1>"\}\n$/],
      ['-C 1 --format %t=%p;%l;%x', 'o/1=<1>;3;3c313e\n'],
      ['--retained-only', '<1>\n<2>\n'],
      ['--no-retained -W 0.2', ''],
    ];
    const written = await Promise.all(forms.map(([options]) => runs(`sub o/# -q 1 ${options}`)));
    for (const [index, [options, output]] of forms.entries()) {
      expect(written[index], options).toMatchObject({ code: 0, err: '' });
      const expected = typeof output === 'string' ? output : expect.stringMatching(output);
      expect(written[index]?.out, options).toEqual(expected);
    }
    expect(await runs('sub nothing -C 1 -W 0.1')).toMatchObject({ code: 5, out: '' });
  });
});

describe('bench', () => {
  it.each([
    ['pub', '--rate 500 --qos 1 --size 32', 'connected, measuring'],
    ['sub', '--workers 2 --share team --topic flow --qos 1', 'subscribed'],
    ['conn', '--hold --clients 2', 'connected, measuring'],
  ])('%s: Ctrl-C ends it with a result', async (kind, options, ready) => {
    const args = ['bench', kind, '-L', url, '--output', 'json', ...options.split(' ')];
    const running = start(args);
    await running.until(ready);
    const answered = packets.length + 10;
    await vi.waitFor(() => {
      if (kind === 'sub') broker.publish({ topic: 'flow', payload: 'x', qos: 1 });
      expect(packets.length).toBeGreaterThan(answered);
    }, PATIENCE);
    running.process.kill('SIGINT');
    const { code, out } = await running.over;
    expect(code).toBe(130);
    const result = JSON.parse(out.toString());
    expect(result).toMatchObject({ kind, failed: 0, url, rate: expect.any(Number) });
    expect(result.done).toBeGreaterThan(0);
  });
});
