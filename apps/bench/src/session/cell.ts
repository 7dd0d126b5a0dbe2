/** One cell of `bench:session` in a process of its own: prints nanoseconds of CPU time a message. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WORKS, type WorkName } from './work.ts';

const MESSAGES = 1_000_000;
const [name = '', outstanding = ''] = process.argv.slice(2);
const work = WORKS[name as WorkName](Number(outstanding));
// Long enough that what is outstanding has been replaced many times over, and nothing is left to compile.
for (let i = 0; i < MESSAGES; i++) work();
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
collect();
const start = process.cpuUsage();
for (let i = 0; i < MESSAGES; i++) work();
const { user, system } = process.cpuUsage(start);
console.log(((user + system) * 1000) / MESSAGES);
