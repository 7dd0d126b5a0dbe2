/** One cell of `bench:session` in a process of its own: prints nanoseconds of CPU time a message. */

import { WORKS, type WorkName } from './work.ts';

const MESSAGES = 600_000;
const [name = '', outstanding = ''] = process.argv.slice(2);
const work = WORKS[name as WorkName](Number(outstanding));
for (let i = 0; i < MESSAGES / 2; i++) work();
const start = process.cpuUsage();
for (let i = 0; i < MESSAGES; i++) work();
const { user, system } = process.cpuUsage(start);
console.log(((user + system) * 1000) / MESSAGES);
