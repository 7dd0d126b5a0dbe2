/**
 * Bad networks: a stall that nothing tells of, a slow line, and a thousand clients
 * that lose their server together. Cuts after every byte are the program beside it, `cut`.
 */

import { createBroker } from '@x/testing';
import { PlainServer } from './plain-server.ts';
import { runSlow } from './slow.ts';
import { runStall, STALLS } from './stall.ts';
import { runStorm } from './storm.ts';

const violations: string[] = [];

function note(where: string, found: readonly string[]): void {
  for (const violation of found) violations.push(`${where}: ${violation}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

// A broker keeps a watch of its own: it would find half of the stalls itself.
const server = new PlainServer();
const deaf = await server.open();
console.log('A stall without FIN, KeepAliveInterval 1 s: found so long after the last packet sent');
const stalls = await Promise.all(STALLS.map((stall) => runStall(deaf, stall)));
for (const { name, after, violations: found } of stalls) {
  console.log(`  ${name.padEnd(20)} ${(after / 1000).toFixed(2)} s`);
  note(name, found);
}
server.cut();
server.close();

const broker = createBroker();
const { port } = await broker.listen();
console.log('\n300 ms of latency each way, 64 kB/s: 200 messages and one of 200 kB there and back');
const slow = await Promise.all([runSlow(port, 0), runSlow(port, 1)]);
for (const { name, seconds, violations: found } of slow) {
  console.log(`  ${name.padEnd(20)} ${seconds.toFixed(1)} s`);
  note(name, found);
}
await broker.close();

console.log('\n1,000 clients lose their server');
for (const { name, histogram, violations: found } of await runStorm()) {
  const { total, first, last, lines } = histogram;
  console.log(
    `\n${name}: ${total} from ${(first / 1000).toFixed(2)} s to ${(last / 1000).toFixed(2)} s`,
  );
  for (const line of lines) console.log(line);
  note(name, found);
}

for (const violation of violations) console.log(`VIOLATION ${violation}`);
console.log(`\n${violations.length} violations`);
if (violations.length > 0) process.exitCode = 1;
