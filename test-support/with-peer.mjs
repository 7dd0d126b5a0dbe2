/**
 * Runs a command against a server: `node test-support/with-peer.mjs mosquitto node demo.js --url {url} --ws-url {ws-url}`.
 * The server is stopped afterwards; the exit status is the command's.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startAedes, startMosquitto } from './peers.mjs';

const [name = '', command = '', ...args] = process.argv.slice(2);
const start = { aedes: startAedes, mosquitto: () => startMosquitto() }[name];
if (start === undefined || command === '') {
  console.error('usage: with-peer.mjs <mosquitto|aedes> <command> [{url}] [{ws-url}] …');
  process.exit(2);
}

const peer = await start();
const filled = args.map((arg) => arg.replace('{url}', peer.url).replace('{ws-url}', peer.wsUrl));
const child = spawn(command, filled, { stdio: 'inherit' });
const [code, signal] = await once(child, 'close');
await peer.stop();
if (code !== 0) console.error(`${name}: the command ended with ${code ?? signal}`);
process.exitCode = code ?? 1;
