/** Who carries a load: this process alone, or several worker processes that add up. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailure } from '../errors.ts';
import type { ExitName } from '../exit-codes.ts';
import type { Load, LoadPlan } from './load.ts';
import { makeLoad } from './make-load.ts';
import { Tally, type TallyState } from './tally.ts';

export interface Crew {
  /** Rejects: CommandFailure. */
  prepare(): Promise<void>;
  /** Settles when everyone is done with the plan's count. */
  run(): Promise<void>;
  /** Everything so far. */
  tally(): Promise<Tally>;
  /** Disconnects everyone; the tally stays what it was before. Safe to call again. */
  stop(): Promise<void>;
}

export function crewOf(plan: LoadPlan, workers: number): Crew {
  return workers < 2 ? new OneProcess(plan) : new Workers(plansOf(plan, workers));
}

class OneProcess implements Crew {
  readonly #load: Load;
  #last: TallyState | undefined;

  constructor(plan: LoadPlan) {
    this.#load = makeLoad(plan);
  }

  prepare(): Promise<void> {
    return this.#load.prepare();
  }

  run(): Promise<void> {
    return this.#load.run();
  }

  async tally(): Promise<Tally> {
    const sum = new Tally();
    sum.add(this.#last ?? this.#load.tally.state());
    return sum;
  }

  async stop(): Promise<void> {
    this.#last ??= this.#load.tally.state();
    await this.#load.stop();
  }
}

/** To a worker. */
export type Order =
  | { readonly type: 'prepare'; readonly plan: LoadPlan }
  | { readonly type: 'run' }
  | { readonly type: 'stop' };

/** From a worker. */
export type Report =
  | { readonly type: 'ready' }
  | { readonly type: 'tally'; readonly tally: TallyState }
  | { readonly type: 'done'; readonly tally: TallyState }
  | { readonly type: 'failed'; readonly code: ExitName; readonly message: string };

const WORKER = fileURLToPath(new URL(`./worker${extname(import.meta.url)}`, import.meta.url));

class Workers implements Crew {
  readonly #workers: readonly Worker[];

  constructor(plans: readonly LoadPlan[]) {
    this.#workers = plans.map((plan) => new Worker(plan));
  }

  async prepare(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.ready));
  }

  async run(): Promise<void> {
    for (const worker of this.#workers) worker.order({ type: 'run' });
    await Promise.all(this.#workers.map((worker) => worker.done));
  }

  async tally(): Promise<Tally> {
    const sum = new Tally();
    for (const { latest } of this.#workers) if (latest !== undefined) sum.add(latest);
    return sum;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }
}

class Worker {
  readonly ready: Promise<void>;
  readonly done: Promise<void>;
  latest: TallyState | undefined;
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(plan: LoadPlan) {
    this.#process = fork(WORKER, { serialization: 'advanced' });
    this.#ended = once(this.#process, 'exit');
    this.ready = this.#until('ready');
    this.done = this.#until('done');
    // Whoever waits for one of them still learns of it.
    for (const each of [this.ready, this.done]) each.catch(() => undefined);
    this.#process.on('message', (report: Report) => {
      if ('tally' in report) this.latest = report.tally;
    });
    this.order({ type: 'prepare', plan });
  }

  order(order: Order): void {
    if (this.#process.connected) this.#process.send(order);
  }

  async stop(): Promise<void> {
    this.order({ type: 'stop' });
    await this.#ended;
  }

  #until(type: Report['type']): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#process.on('message', (report: Report) => {
        if (report.type === type) resolve();
        if (report.type === 'failed') reject(new CommandFailure(report.code, report.message));
      });
      void this.#ended.then(() => reject(new CommandFailure('failed', 'a worker process ended')));
    });
  }
}

/** The same work in parts: clients, count and rate are divided, and each process has one client at least. */
export function plansOf(plan: LoadPlan, workers: number): LoadPlan[] {
  const clients = Math.max(plan.clients, workers);
  const plans: LoadPlan[] = [];
  let firstClient = 0;
  for (let index = 0; index < workers; index++) {
    const own = partOf(clients, workers, index);
    const count = plan.count === undefined ? undefined : partOf(plan.count, workers, index);
    const rate = plan.rate === undefined ? undefined : (plan.rate * own) / clients;
    // Nobody knows beforehand who of a group will get how many.
    const shared = plan.kind === 'sub';
    plans.push({ ...plan, clients: own, firstClient, count: shared ? undefined : count, rate });
    firstClient += own;
  }
  return plans;
}

function partOf(whole: number, parts: number, index: number): number {
  return Math.floor(whole / parts) + (index < whole % parts ? 1 : 0);
}
