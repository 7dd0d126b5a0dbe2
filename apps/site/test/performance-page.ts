/** Prints docs/performance.md: what the benches said, kept word for word in docs/measurements. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../src/root.ts';

const FOLDER = join(ROOT, 'docs/measurements');

/** In the order of the page; one that was not measured yet is left out. */
const BENCHES = [
  {
    name: 'client',
    title: 'The client beside MQTT.js',
    prose: `Processor time of the client's process for each message, in microseconds, with a server in another process that acknowledges. *ratio* is how
many times less this client takes. At the end: 30,000 messages under way against 100, memory and connects of many clients, the time of a round trip, the
size of the bundle, and the rates with a real broker.`,
  },
  {
    name: 'codec',
    title: 'The codec beside mqtt-packet',
    prose: `Processor time for each packet, in nanoseconds. *walk* and *copy* are bounds: merely reading the same bytes, and copying them.`,
  },
  {
    name: 'session',
    title: 'The session alone',
    prose: `Processor time for each message without any I/O, and durable messages beside the cost of one write to disk that is waited for.`,
  },
  {
    name: 'transport',
    title: 'Byte streams beside bare sockets',
    prose: `MiB for each second of the sender's processor time, in batches of 64 KiB.`,
  },
] as const;

export function performancePage(): string {
  const machine = readFileSync(join(FOLDER, 'machine.txt'), 'utf8').trim();
  const sections = BENCHES.filter(({ name }) => existsSync(fileOf(name))).map(
    ({ name, title, prose }) =>
      `## ${title}\n\n\`npx -y pnpm@12.21.0 bench:${name}\`\n\n${prose}\n\n\`\`\`text\n${readFileSync(fileOf(name), 'utf8').trim()}\n\`\`\``,
  );
  return `${[INTRODUCTION, `Measured on: ${machine}.`, ...sections, ADVICE].join('\n\n')}\n`;
}

function fileOf(name: string): string {
  return join(FOLDER, `${name}.txt`);
}

const INTRODUCTION = `# Performance

You see what a message costs, beside other clients, and how to measure it on your own machine.

The figures are processor time, since wall time on a machine that others use says little. Both sides run in turns, in processes of their own, and
the median counts. *floor* is what a change must not fall below, *goal* what we aim at; a line that is below its floor says so.

The tables are the output of the programs, word for word. To measure anew: \`npx -y pnpm@12.21.0 bench:client > docs/measurements/client.txt\`, and likewise
for the others; then \`npx -y pnpm@12.21.0 exec vitest run --project unit apps/site/test/performance -u\` prints this page. A test fails when it is stale.`;

const ADVICE = `## Making the most of it

- Publish many messages before you wait: those of one turn of the event loop share one write and one promise. \`await Promise.all(…)\` over a batch is faster than awaiting each.
- Watch \`isReadyToSend()\` and \`ReadyToSend\`: when the buffer is full, waiting costs less than piling up.
- Keep listeners of \`MessageIn\` short, and read \`messageB\` where you do not need text: \`message\` decodes each time it is read.
- Without a listener of \`Log\`, \`MessageAck\` or \`MessageOut\` no event is made for it.
- QoS 0 costs less than half of QoS 1, and QoS 2 costs most. Take the one that the message is worth.
- With \`SessionJournal\` messages that are under way together share one write to disk.

How the load spreads over processes and brokers: [One process, and more](scaling.md).`;
