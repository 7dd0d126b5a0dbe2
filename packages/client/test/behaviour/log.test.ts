/** The Log event: levels 0 to 3, types, and what is masked. */

import { describe, expect, it } from 'vitest';
import { bytes, incoming, outcome, turns, useStage, VERSIONS } from '../support/stage.ts';

const stage = useStage();

interface Line {
  readonly logLevel: number;
  readonly logType: string;
  readonly message: string;
}

function listen(): Line[] {
  const lines: Line[] = [];
  stage.mqtt.on('Log', (event) => lines.push(event));
  return lines;
}

const hex = (text: string) =>
  [...bytes(text)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

async function talk(version: 0 | 1): Promise<void> {
  const { mqtt } = stage;
  mqtt.setUser('user');
  mqtt.setPassword('pa55word');
  mqtt.setWillTopic('w');
  mqtt.setWillMessage('willtext');
  if (version === 1) {
    await mqtt.config('OutgoingMessageProperties={"UserProperty":"name:uservalue"}');
    await mqtt.config('ConnectProperties={"UserProperty":"name:uservalue"}');
    await mqtt.config('WillProperties={"UserProperty":"name:uservalue"}');
  }
  const peer = await stage.connect(version);
  await mqtt.publishMessage('t', 1, 'payloadtext');
  await peer.receive('publish');
  peer.send({ type: 'puback', packetId: 1, reasonCode: 0 });
  const properties =
    version === 1 ? { userProperties: [['name', 'uservalue']] as const } : undefined;
  peer.send(incoming({ payload: bytes('payloadtext'), properties }));
  await mqtt.subscribe('f', 1);
  await peer.receive('subscribe');
  await stage.recorder.until(/MessageIn/);
  await mqtt.disconnect();
}

const SECRETS = ['pa55word', 'willtext', 'payloadtext', 'uservalue'];

describe.each(VERSIONS)('%s', (_, version) => {
  it.each([0, 1, 2, 3])(
    'level %i gives lines up to it, each with its own level and type',
    async (level) => {
      const lines = listen();
      await stage.mqtt.config(`LogLevel=${level}`);
      await talk(version);
      const levels = new Set(lines.map(({ logLevel }) => logLevel));
      expect([...levels].sort()).toEqual([[], [1], [1, 2], [1, 2, 3]][level]);
      for (const { logLevel, logType } of lines) {
        expect(['Info', 'Packet', 'Reconnect', 'Session']).toContain(logType);
        if (logLevel > 1) expect(logType).toBe('Packet');
      }
      if (level < 2) return;
      const packets = lines.filter(({ logLevel }) => logLevel === 2).map(({ message }) => message);
      expect(packets.map((message) => message.split(' ').slice(0, 2).join(' '))).toEqual(
        [
          '-> CONNECT',
          '<- CONNACK',
          '-> PUBLISH',
          '<- PUBACK',
          '<- PUBLISH',
          '-> SUBSCRIBE',
          '-> DISCONNECT',
        ].sort(byWay(packets)),
      );
    },
  );

  it('masks passwords, payloads and user properties while MaskSensitiveData is True', async () => {
    const lines = listen();
    await stage.mqtt.config('LogLevel=3');
    await talk(version);
    const all = lines.map(({ message }) => message).join('\n');
    for (const secret of SECRETS) {
      expect(all).not.toContain(secret);
      expect(all).not.toContain(hex(secret));
    }
    expect(all).toContain(hex('user'));
  });

  it('shows them when it is False', async () => {
    const lines = listen();
    await stage.mqtt.config('LogLevel=3');
    await stage.mqtt.config('MaskSensitiveData=False');
    await talk(version);
    const all = lines.map(({ message }) => message).join('\n');
    for (const secret of version === 1 ? SECRETS : SECRETS.slice(0, 3)) {
      expect(all).toContain(hex(secret));
    }
  });

  it('changes nothing in what is sent', async () => {
    listen();
    await stage.mqtt.config('LogLevel=3');
    await talk(version);
    const [connect, publish] = stage.server.peers[0]?.received ?? [];
    expect(connect).toMatchObject({
      password: bytes('pa55word'),
      will: { payload: bytes('willtext') },
    });
    expect(publish).toMatchObject({ payload: bytes('payloadtext') });
    expect(stage.lines).toContain('MessageIn -1 t 0 payloadtext');
  });
});

it('a password in a URL is masked, in the property too', async () => {
  const { mqtt, server } = stage;
  const lines = listen();
  await mqtt.config('LogLevel=3');
  const connecting = mqtt.connectTo(`mqtt://me:pa55word@${server.host}:${server.port}`, 0);
  const peer = await stage.accept();
  expect(await outcome(connecting)).toBe(0);
  expect(peer.received[0]).toMatchObject({ username: 'me', password: bytes('pa55word') });
  expect(mqtt.getRemoteHost()).toBe(`mqtt://me:***@${server.host}:${server.port}`);
  const all = lines.map(({ message }) => message).join('\n');
  expect(all).not.toContain('pa55word');
  expect(all).not.toContain(hex('pa55word'));
});

it('a line of level 3 for a packet that only a decoder takes changes no outcome', async () => {
  const { mqtt, server } = stage;
  listen();
  await mqtt.config('LogLevel=3');
  mqtt.setVersion(1);
  const connecting = mqtt.connectTo(server.host, server.port);
  const peer = await server.accept();
  await peer.receive('connect');
  // How a server that knows only 3.1.1 refuses MQTT 5: two bytes, return code 1.
  peer.sendBytes([0x20, 2, 0, 1]);
  await expect(connecting).rejects.toThrow('connection refused: unacceptable protocol version (1)');
});

it('the default level is 1, and the level may change at any time', async () => {
  const lines = listen();
  expect(await stage.mqtt.config('LogLevel')).toBe('1');
  await stage.connect();
  expect(lines.map(({ logLevel }) => logLevel)).toEqual([1]);
  expect(lines[0]?.logType).toBe('Session');
  await stage.mqtt.config('LogLevel=2');
  await stage.mqtt.publishMessage('t', 0, 'x');
  expect(lines.at(-1)?.message).toContain('PUBLISH');
  await stage.mqtt.config('LogLevel=0');
  const { length } = lines;
  await stage.mqtt.publishMessage('t', 0, 'x');
  await turns(2);
  expect(lines).toHaveLength(length);
});

/** Whatever the two directions' interleaving was: each in its own order. */
function byWay(said: readonly string[]): (a: string, b: string) => number {
  const place = (name: string) => said.findIndex((message) => message.startsWith(name));
  return (a, b) => place(a) - place(b);
}
