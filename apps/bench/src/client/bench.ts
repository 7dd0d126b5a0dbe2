/** One run of `bench:client`: its server, its child processes, the lines of its table and who failed. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median, run, startServer } from '../processes.ts';
import type { Side, Work } from './sides.ts';
import type { Ask, Kind, Measured, Ports, Tally, Target, Task } from './target.ts';

const CELL = fileURLToPath(new URL('./cell.js', import.meta.url));
const SINK = fileURLToPath(new URL('./sink.js', import.meta.url));
/** So many processes of each side, in turn. */
export const ROUNDS = 5;

export class Bench {
  readonly #sink: ChildProcess;
  readonly #ports: Ports;
  #clients = 0;
  failures = 0;

  private constructor(sink: ChildProcess, ports: Ports) {
    this.#sink = sink;
    this.#ports = ports;
  }

  static async start(files: readonly [key: string, cert: string]): Promise<Bench> {
    const { process: sink, address } = await startServer<Ports>(SINK, files);
    return new Bench(sink, address);
  }

  stop(): void {
    this.#sink.kill();
  }

  /** Any work of a cell against the sink. */
  async measure(name: string, side: Side): Promise<number> {
    return (await this.#child(name, side, this.#target('tcp'), undefined)) as number;
  }

  /** Messages of one client; the server must have counted the same. */
  async exchange(work: Work, side: Side, kind: Kind, task: Task): Promise<Measured> {
    const target = this.#target(kind);
    const measured = (await this.#child(work, side, target, task)) as Measured;
    const tally = await this.#ask({ clientId: target.clientId });
    if (!agrees(work, task, measured, tally)) {
      throw new Error(
        `${work}, ${side}: ${measured.messages} messages, the server counted ${JSON.stringify(tally)}`,
      );
    }
    return measured;
  }

  /** The sides take turns, so that what else the machine does hits both. */
  async interleaved<K extends string>(
    sides: readonly K[],
    measure: (side: K) => Promise<number>,
    rounds = ROUNDS,
  ): Promise<Record<K, number>> {
    const results = new Map<K, number[]>(sides.map((side) => [side, []]));
    for (let i = 0; i < rounds; i++) {
      for (const side of sides) results.get(side)?.push(await measure(side));
    }
    const medians = [...results].map(([side, values]) => [side, median(values)]);
    return Object.fromEntries(medians) as Record<K, number>;
  }

  verdict(holds: boolean): string {
    if (holds) return '';
    this.failures++;
    return '   BELOW THE FLOOR';
  }

  #target(kind: Kind): Target {
    return { kind, port: this.#ports[kind], clientId: `bench-${++this.#clients}` };
  }

  async #child(name: string, side: Side, target: Target, task: Task | undefined): Promise<unknown> {
    const args = [name, side, JSON.stringify(target), JSON.stringify(task ?? null)];
    const { stdout } = await run(process.execPath, ['--expose-gc', CELL, ...args]);
    return JSON.parse(stdout);
  }

  async #ask(ask: Ask): Promise<Tally> {
    const answered = once(this.#sink, 'message');
    this.#sink.send(ask);
    const [{ tally }] = (await answered) as [{ readonly tally: Tally }];
    return tally;
  }
}

function agrees(work: Work, { qos }: Task, { messages }: Measured, tally: Tally): boolean {
  if (work === 'publish') return tally.received === messages;
  // The client goes in the middle of the flood.
  return tally.sent >= messages && (qos === 0 || tally.acknowledged > 0);
}
