/** The client under proof, as an application would write it: it may be killed at any time, and goes on when started again. */

import { openSync, writeSync } from 'node:fs';
import { MQTT } from '@x/client';
import { configure } from '../configure.ts';
import { HOST } from '../program.ts';
import { type Fact, type Life, type ListenerEnd, Report } from './life.ts';

const life: Life = JSON.parse(process.argv[2] ?? '');
const before = new Report(life.report);
const report = openSync(life.report, 'a');
const mqtt = new MQTT();
/** What an earlier life published, and this one found in the session. */
const kept = new Set<string>();
const returned = new Set(before.all('returned'));

/** Before the call returns the system has it: it outlives this process. */
function tell(fact: Fact, text: string): void {
  writeSync(report, `${fact} ${text}\n`);
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function endsHere(text: string, where: ListenerEnd['where']): boolean {
  return life.end?.text === text && life.end.where === where;
}

mqtt.on('Connected', ({ statusCode }) => {
  if (statusCode !== 0) return;
  for (const { message } of mqtt.getOutgoingMessages()) kept.add(message);
});
mqtt.on('Error', ({ errorCode, description }) => tell('error', `${errorCode} ${description}`));
mqtt.on('MessageIn', ({ message }) => {
  tell('delivered', message);
  if (endsHere(message, 'in the listener')) die();
  returned.add(message);
  tell('returned', message);
  if (endsHere(message, 'behind the listener')) queueMicrotask(die);
});

async function publish(text: string): Promise<void> {
  await mqtt.publishMessage(life.topic, life.exchange.qos, text);
  tell('accepted', text);
}

/** What was neither accepted before nor found in the session never left, and is published now. */
async function publishAll(): Promise<void> {
  const accepted = new Set(before.all('accepted'));
  const due = life.texts.filter((text) => !accepted.has(text) && !kept.has(text));
  const [first, ...others] = due;
  if (first !== undefined) await publish(first);
  await Promise.all(others.map(publish));
}

await configure(mqtt, life.exchange, life.clientId, [`SessionJournal=${life.journal}`]);
await mqtt.connectTo(HOST, life.port);
if (life.exchange.role === 'publish') await publishAll();
else while (!life.texts.every((text) => returned.has(text))) await mqtt.doEvents();
while (mqtt.getOutgoingMessages().size + mqtt.getIncomingMessages().size > 0) await mqtt.doEvents();
await mqtt.disconnect();
