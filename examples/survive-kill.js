/**
 * `kill -9` in the middle of publishing with QoS 2, several times: every message arrives, and none twice. This file is
 * both the parent, which counts, and the child, which publishes and kills itself.
 */

import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MQTT } from '@x/client';
import { someBroker } from './broker.js';

const MESSAGES = 20;
const KILLS = 3;

async function publisher(url, journal, run) {
  const mqtt = new MQTT();
  mqtt.setClientId('survivor');
  mqtt.setCleanSession(false);
  // Nothing is sent before it is on disk.
  await mqtt.config(`SessionJournal=${journal}`);
  let through = 0;
  const done = new Promise((resolve) => {
    mqtt.on('MessageOut', () => {
      through += 1;
      if (run < KILLS && through === 5) process.kill(process.pid, 'SIGKILL');
      if (mqtt.getOutgoingMessages().size === 0) resolve(undefined);
    });
  });
  // From the second run on, this sends what is left in the journal.
  await mqtt.connectTo(url, 0);
  if (run === 0) {
    const numbers = Array.from({ length: MESSAGES }, (_, number) => String(number));
    await Promise.all(numbers.map((number) => mqtt.publishMessage('numbers', 2, number)));
  }
  await done;
  await mqtt.disconnect();
}

async function parent() {
  const broker = await someBroker();
  const folder = mkdtempSync(join(tmpdir(), 'survive-kill-'));
  const seen = [];
  const counter = new MQTT();
  const all = new Promise((resolve) => {
    counter.on('MessageIn', ({ message }) => {
      seen.push(Number(message));
      if (new Set(seen).size === MESSAGES) resolve(undefined);
    });
  });
  await counter.connectTo(broker.url, 0);
  const ready = new Promise((resolve) => counter.once('Subscribed', resolve));
  await counter.subscribe('numbers', 2);
  await ready;

  for (let run = 0; run <= KILLS; run++) {
    const child = fork(fileURLToPath(import.meta.url), [
      broker.url,
      join(folder, 'journal'),
      String(run),
    ]);
    const signal = await new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
    console.log(signal === null ? 'ended by itself' : `killed with ${signal}`);
  }
  await all;
  console.log(`${new Set(seen).size} of ${MESSAGES} messages arrived`);
  console.log(`${seen.length - new Set(seen).size} came twice`);

  await counter.disconnect();
  await broker.close();
  rmSync(folder, { recursive: true });
}

const [, , url, journal, run] = process.argv;
if (url !== undefined && journal !== undefined) await publisher(url, journal, Number(run));
else await parent();
