/** The programs of our users, in short: each ends by itself and prints `ok`, or fails with a reason. */

/** Broker, client, both protocol versions, TCP and WebSocket, QoS 2; for every runtime. */
export const FIRST_MESSAGE = `
  import assert from 'node:assert';
  import { MQTT } from '@x/client';
  import { createBroker } from '@x/testing';

  const broker = createBroker();
  const urls = [(await broker.listen()).url, (await broker.listenWebSocket()).url];
  for (const version of [0, 1]) {
    for (const url of urls) {
      const mqtt = new MQTT();
      mqtt.setVersion(version);
      const received = new Promise((resolve) => mqtt.on('MessageIn', resolve));
      await mqtt.connectTo(url, 0);
      await mqtt.subscribe('home/#', 2);
      await mqtt.publishMessage('home/kitchen', 2, 'grüße');
      const { topic, QOS, message } = await received;
      assert.deepStrictEqual([topic, QOS, message], ['home/kitchen', 2, 'grüße']);
      await mqtt.disconnect();
    }
  }
  await broker.close();
  console.log('ok');
`;

/** The same in the older dialect of Node. */
export const REQUIRED = `
  const { MQTT } = require('@x/client');
  const { createBroker } = require('@x/testing');
  const broker = createBroker();
  const mqtt = new MQTT();
  mqtt.on('MessageIn', async ({ message }) => {
    if (message !== '21.5') throw new Error(message);
    await mqtt.disconnect();
    await broker.close();
    console.log('ok');
  });
  broker.listen().then(async ({ url }) => {
    await mqtt.connectTo(url, 0);
    await mqtt.subscribe('home/#', 1);
    await mqtt.publishMessage('home/kitchen', 1, '21.5');
  });
`;

/**
 * Each package with nothing beside it but what it depends on.
 * @type {Readonly<Record<string, string>>}
 */
export const ALONE = {
  '@x/codec': `
    import { Decoder, encode } from '@x/codec';
    const packet = { type: 'publish', topic: 'a/b', payload: new Uint8Array([1, 2]), qos: 1, retain: true, dup: false, packetId: 7 };
    for (const version of [4, 5]) {
      const [back, ...rest] = new Decoder({ version }).push(encode(packet, version));
      assert.deepStrictEqual({ ...back, payload: [...back.payload] }, { ...packet, payload: [1, 2], properties: undefined });
      assert.deepStrictEqual(rest, []);
    }`,
  '@x/transport': `
    import { createServer } from 'node:net';
    import { tcp } from '@x/transport/tcp';
    const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const echoed = Promise.withResolvers ? Promise.withResolvers() : {};
    echoed.promise ??= new Promise((resolve) => { echoed.resolve = resolve; });
    const handlers = { data: (chunk) => echoed.resolve([...chunk]), drain() {}, close() {} };
    const transport = tcp({ host: '127.0.0.1', port: server.address().port });
    const connection = await transport.dial(handlers, new AbortController().signal);
    connection.write([Uint8Array.of(1, 2, 3)]);
    assert.deepStrictEqual(await echoed.promise, [1, 2, 3]);
    await connection.close();
    server.close();`,
  '@x/session': `
    import { Session } from '@x/session';
    const written = [];
    const sink = new Proxy({}, { get: (_, name) => (packet) => name === 'write' && written.push(packet.type) });
    const session = new Session();
    session.connect({ type: 'connect', protocolVersion: 4, clientId: 'me', cleanStart: true, keepAlive: 60 }, sink);
    session.packetReceived({ type: 'connack', sessionPresent: false, reasonCode: 0 }, 0, sink);
    session.resume(0, sink);
    session.publish(1, { type: 'publish', topic: 'a', payload: new Uint8Array(1), qos: 1, retain: false, dup: false }, 0, sink);
    assert.deepStrictEqual(written, ['connect', 'publish']);`,
  '@x/client': `
    import { MQTT } from '@x/client';
    const mqtt = new MQTT();
    await assert.rejects(mqtt.connectTo('mqtt://127.0.0.1:1', 0), { code: 10061 });
    await assert.rejects(mqtt.publishMessage('a', 1, 'b'), { code: 1117 });`,
  '@x/testing': `
    import { connect } from 'node:net';
    import { createBroker } from '@x/testing';
    const broker = createBroker();
    const { port } = await broker.listen();
    const socket = connect(port, '127.0.0.1');
    socket.write(Buffer.from('100c00044d5154540402003c0000', 'hex'));
    const answer = await new Promise((resolve) => socket.once('data', resolve));
    assert.strictEqual(answer.toString('hex'), '20020000');
    socket.destroy();
    await broker.close();`,
};

/** For a page: what the codec makes of a packet, and what the client gets from the broker at \`url\`. */
export const page = (/** @type {string} */ url) => `
  import { MQTT } from '@x/client';
  import { Decoder, encode } from '@x/codec';
  const packet = { type: 'publish', topic: 'a/ü', payload: new Uint8Array([1, 2]), qos: 1, retain: true, dup: false, packetId: 7 };
  const coded = [4, 5].map((version) => {
    const packets = new Decoder({ version }).push(encode(packet, version));
    return packets.map(({ topic, payload, packetId }) => [topic, [...payload], packetId]);
  });
  async function exchange() {
    const mqtt = new MQTT();
    const received = new Promise((resolve) => mqtt.on('MessageIn', resolve));
    await mqtt.connectTo('${url}', 0);
    await mqtt.subscribe('page/#', 2);
    await mqtt.publishMessage('page/a', 2, 'from a page');
    const { topic, message } = await received;
    await mqtt.disconnect();
    return [topic, message];
  }
  export const result = exchange().then((got) => [...coded, got]);
`;

/** A broker for the page: prints its URL, and lives until its input ends. */
export const BROKER = `
  import { createBroker } from '@x/testing';
  const broker = createBroker();
  console.log((await broker.listenWebSocket()).url);
  process.stdin.resume().on('end', () => broker.close());
`;

/** For compilers: the five packages as they are used, and one mistake that must be found. */
export const TYPED = `
  import { type MessageEvent, MQTT, MQTTError } from '@x/client';
  import { Decoder, encode, type Packet, type PublishPacket } from '@x/codec';
  import { Session, type Sink } from '@x/session';
  import { createBroker, type Broker } from '@x/testing';
  import type { Connection, ConnectionHandlers, Transport } from '@x/transport';
  import { memory } from '@x/transport/memory';
  import { ws } from '@x/transport/ws';

  const packet: PublishPacket = {
    type: 'publish', topic: 'a', payload: new Uint8Array(1), qos: 0, retain: false, dup: false,
  };
  export const bytes: Uint8Array = encode(packet, 5);
  export const packets: Packet[] = new Decoder({ version: 5 }).push(bytes);
  for (const each of packets) if (each.type === 'connack') console.log(each.sessionPresent);
  export const { transport } = memory();
  export const transports: readonly Transport[] = [transport, ws({ url: 'ws://localhost' })];
  export async function dial(handlers: ConnectionHandlers): Promise<Connection> {
    return transport.dial(handlers, new AbortController().signal);
  }
  export function begin(sink: Sink): Session {
    const session = new Session();
    session.resume(0, sink);
    return session;
  }
  export const broker: Broker = createBroker({ limits: { receiveMaximum: 1 } });
  export async function main(): Promise<void> {
    const mqtt = new MQTT();
    mqtt.on('MessageIn', (event) => console.log(event.topic, event.messageB.length, event.properties?.contentType));
    mqtt.on('MessageIn', (event: MessageEvent) => console.log(event.message));
    try {
      await mqtt.connectTo('wss://localhost', 0);
      const value: string = await mqtt.config('AutoReconnect');
      console.log(value);
    } catch (error) {
      if (error instanceof MQTTError) console.log(error.code);
    }
    // @ts-expect-error
    mqtt.on('NoSuchEvent', () => undefined);
  }
`;

/** The doors that only Node has. */
export const TYPED_FOR_NODE = `
  import { Certificate } from '@x/client';
  import { fileStore } from '@x/session/file';
  import { Certificate as Same } from '@x/transport/certificate';
  import { httpConnect } from '@x/transport/proxy';
  import { tcp, type TcpOptions } from '@x/transport/tcp';
  import { tls } from '@x/transport/tls';
  import type { SessionStore } from '@x/session';

  export const store: SessionStore = fileStore('a.journal');
  const options: TcpOptions = { host: 'localhost', port: 1883, via: httpConnect({ host: 'proxy', port: 3128 }) };
  export const transports = [tcp(options), tls({ ...options, alpn: ['mqtt'] })];
  export const certificate: Same = new Certificate();
`;
