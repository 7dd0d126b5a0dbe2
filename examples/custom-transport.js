/**
 * The protocol over a byte stream of your own. Here it is the standard input and output of a child process, such as
 * `ssh -W broker:1883 gateway`; the session and the codec do the rest, and never know.
 */

import { spawn } from 'node:child_process';
import { Decoder, Encoder } from '@x/codec';
import { Session } from '@x/session';
import { someBroker } from './broker.js';

/** @returns {import('@x/transport').Transport} */
function childProcess(command, args) {
  return {
    async dial(handlers, signal) {
      const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], signal });
      await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
      /** @type {import('@x/transport').CloseCause} */
      let ended = 'remote';
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.stdout.on('data', (chunk) => handlers.data(chunk));
      child.stdin.on('drain', () => handlers.drain());
      closed.then(() => handlers.close(ended));
      return {
        info: { kind: 'child process' },
        write: (chunks) => child.stdin.write(Buffer.concat(chunks)),
        pause: () => child.stdout.pause(),
        resume: () => child.stdout.resume(),
        close: async () => {
          ended = 'local';
          child.stdin.end();
          await closed;
        },
        destroy: () => {
          ended = 'local';
          child.kill();
        },
      };
    },
  };
}

const broker = await someBroker();
const { hostname, port } = new URL(broker.url);
const pipe = `const s = require('net').connect(${port || 1883}, '${hostname}');
  process.stdin.pipe(s.on('error', () => process.exit())).pipe(process.stdout);`;
const transport = childProcess(process.execPath, ['-e', pipe]);

const session = new Session();
const encoder = new Encoder({ version: 4, from: 'client' });
const decoder = new Decoder({ version: 4, from: 'server' });
const now = () => performance.now();
let closing = false;
/** @type {(text: string) => void} */
let received;
const message = new Promise((resolve) => {
  received = resolve;
});

// Everything that the session has to say. What it writes leaves at the end of each turn, in `flush`.
const sink = {
  write: (packet) => encoder.write(packet),
  connected: () => subscribeAndPublish(),
  deliver: (packet, topic) => received(`${topic}: ${new TextDecoder().decode(packet.payload)}`),
  close: () => {
    closing = true;
  },
  settle: () => undefined,
  acknowledged: () => undefined,
  published: () => undefined,
  failed: (_message, error) => console.error(error.message),
  subscribed: () => undefined,
  challenge: () => undefined,
  journal: () => undefined,
};

const connection = await transport.dial(
  {
    data: (chunk) => {
      decoder.push(chunk, (packet) => session.packetReceived(packet, now(), sink));
      flush();
    },
    drain: () => undefined,
    close: (cause) => session.connectionLost(String(cause), sink),
  },
  AbortSignal.timeout(10_000),
);

function flush() {
  if (encoder.size > 0) connection.write(encoder.takeChunks());
  session.written(now());
  if (closing) void connection.close();
}

function subscribeAndPublish() {
  session.resume(now(), sink);
  session.subscribe(1, [{ topicFilter: 'a/+', qos: 1 }], undefined, sink);
  session.publish(
    2,
    {
      type: 'publish',
      topic: 'a/b',
      payload: new TextEncoder().encode('through a child process'),
      qos: 1,
      retain: false,
      dup: false,
    },
    now(),
    sink,
  );
}

session.connect(
  { type: 'connect', protocolVersion: 4, clientId: 'piped', cleanStart: true, keepAlive: 0 },
  sink,
);
flush();
console.log(await message);

session.disconnect({ type: 'disconnect', reasonCode: 0 }, sink);
flush();
await connection.close();
await broker.close();
