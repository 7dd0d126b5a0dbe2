/** Beside the table: ours, MQTT.js and mosquitto's own C clients against a mosquitto broker, rate and CPU time. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median, run } from '../processes.ts';
import type { Work } from './sides.ts';
import { heading, isWanted, row } from './table.ts';
import { floodTopic, HOST, type Measured, type QoS, type Task, TOPIC } from './target.ts';

const CELL = fileURLToPath(new URL('./cell.js', import.meta.url));
const ROUNDS = 3;
/** Of the C clients, which need no time to warm up. */
const MESSAGES = 30_000;
const SIZE = 256;
const QOS = [0, 1] as const;
const WORKS = ['publish', 'receive'] as const;
const SIDES = ['ours', 'peer', 'c'] as const;

type Clients = (typeof SIDES)[number];

export async function printMosquitto(folder: string): Promise<void> {
  if (!isWanted({ name: 'mosquitto' })) return;
  const port = await freePort();
  const broker = await startBroker(folder, port);
  if (broker === undefined) return console.log('\nno mosquitto here: its rows are left out');
  try {
    await writeFile(join(folder, 'lines'), `${'a'.repeat(SIZE)}\n`.repeat(MESSAGES));
    console.log('\nagainst mosquitto, 256 B: messages a second (us of CPU time a message)\n');
    heading(['ours', '', 'MQTT.js', '', 'C', '']);
    for (const work of WORKS) {
      for (const qos of QOS) await printRow(folder, port, work, qos);
    }
  } finally {
    broker.kill();
  }
}

async function printRow(folder: string, port: number, work: Work, qos: QoS): Promise<void> {
  const task: Task = { size: SIZE, qos, outstanding: 1000 };
  const feeder = work === 'receive' ? feed(port, task) : undefined;
  const found: Record<Clients, Measured[]> = { ours: [], peer: [], c: [] };
  for (let i = 0; i < ROUNDS; i++) {
    for (const side of SIDES) {
      const measured =
        side === 'c' ? await runC(folder, port, work, task) : await runJs(port, work, side, task);
      found[side].push(measured);
    }
  }
  feeder?.kill();
  const cells = SIDES.flatMap((side) => [
    median(found[side].map(({ rate }) => rate)).toFixed(0),
    `(${median(found[side].map(({ cpu }) => cpu)).toFixed(2)})`,
  ]);
  console.log(row(`${work}, QoS ${qos}`, cells));
}

async function runJs(port: number, work: Work, side: string, task: Task): Promise<Measured> {
  const target = JSON.stringify({ kind: 'tcp', port, clientId: side });
  const args = ['--expose-gc', CELL, work, side, target, JSON.stringify(task)];
  return JSON.parse((await run(process.execPath, args)).stdout) as Measured;
}

async function runC(folder: string, port: number, work: Work, task: Task): Promise<Measured> {
  const to = `-h ${HOST} -p ${port} -q ${task.qos}`;
  const command =
    work === 'publish'
      ? `mosquitto_pub ${to} -t ${TOPIC} -l < '${join(folder, 'lines')}'`
      : `mosquitto_sub ${to} -t ${floodTopic(task)} -C ${MESSAGES} > /dev/null`;
  const start = process.hrtime.bigint();
  const { stdout } = await run('bash', ['-c', `${command}; times`]);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return {
    messages: MESSAGES,
    cpu: (childTime(stdout) * 1e6) / MESSAGES,
    rate: MESSAGES / seconds,
  };
}

/** Seconds, from the second line of bash's `times`: "0m0.012s 0m0.004s", user and system. */
function childTime(times: string): number {
  const [, children = ''] = times.trim().split('\n');
  let seconds = 0;
  for (const [, minutes, rest] of children.matchAll(/(\d+)m([\d.]+)s/g)) {
    seconds += Number(minutes) * 60 + Number(rest);
  }
  return seconds;
}

/** Publishes to the broker until it is stopped, faster than any subscriber is measured. */
function feed(port: number, task: Task): ChildProcess {
  const target = JSON.stringify({ kind: 'tcp', port, clientId: 'feeder' });
  return spawn(process.execPath, [CELL, 'feed', 'ours', target, JSON.stringify(task)]);
}

async function startBroker(folder: string, port: number): Promise<ChildProcess | undefined> {
  const file = join(folder, 'mosquitto.conf');
  const lines = [
    `listener ${port} ${HOST}`,
    'allow_anonymous true',
    'max_inflight_messages 0',
    'max_queued_messages 0',
    'set_tcp_nodelay true',
    ...(process.getuid?.() === 0 ? ['user root'] : []),
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const broker = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
  const failed = once(broker, 'error').then(() => true);
  if (await Promise.race([failed, setTimeout(500, false)])) return undefined;
  return broker;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, HOST, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
