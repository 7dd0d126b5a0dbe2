/** Plays the tour from beginning to end: the broker, the steps, the summary, and the cleaning up. */

import { MQTT, MQTTError, MQTTVersions } from '@x/client';
import { createBroker } from '@x/testing';
import { type Endpoint, parseEndpoint } from '../endpoint.ts';
import { CommandFailure, lineOf } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import type { SummaryRow } from './narrator.ts';
import { describeVoice, type Plan, type Protocol, planOf, type Voice } from './plan.ts';
import { Stage } from './stage.ts';
import type { Step } from './step.ts';
import { STEPS } from './steps/index.ts';
import { Unmet } from './waits.ts';

export interface TourRequest {
  readonly protocol: Protocol;
  readonly tcp?: Endpoint | undefined;
  readonly ws?: Endpoint | undefined;
  /** Milliseconds that any single wait may take. */
  readonly limit: number;
}

/** What the client says when the broker is there, and declines. */
const REFUSED = 500;

/**
 * Returns whether nothing was missing.
 * Rejects: CommandFailure `unreachable` if no broker is there, `interrupted` after Ctrl-C, when all is cleaned up.
 */
export async function runTour(request: TourRequest, terminal: Terminal): Promise<boolean> {
  const plan = planOf(request.protocol, request);
  if (plan !== undefined) {
    await reach(plan, request.limit);
    return playAll(plan, request.limit, terminal);
  }
  const broker = createBroker();
  try {
    const tcp = parseEndpoint('mqtt', (await broker.listen()).url);
    const ws = parseEndpoint('ws', (await broker.listenWebSocket()).url);
    const embedded = planOf(request.protocol, { tcp, ws });
    return embedded !== undefined && (await playAll(embedded, request.limit, terminal));
  } finally {
    await broker.close();
  }
}

/** Whether somebody is there, before the curtain rises. A refusal is an answer: the first step will show it. */
async function reach({ first, second }: Plan, limit: number): Promise<void> {
  const voices = first.endpoint === second.endpoint ? [first] : [first, second];
  await Promise.all(voices.map((voice) => knock(voice, limit)));
}

async function knock({ version, endpoint }: Voice, limit: number): Promise<void> {
  const mqtt = new MQTT();
  mqtt.setVersion(version === 5 ? MQTTVersions.mvV5 : MQTTVersions.mvV3);
  mqtt.setTimeout(Math.ceil(limit / 1000));
  try {
    await mqtt.connectTo(endpoint.url, endpoint.port);
    await mqtt.disconnect();
  } catch (error) {
    if (error instanceof MQTTError && error.code === REFUSED) return;
    const message = `no MQTT broker answers at ${endpoint.shown}: ${lineOf(error)}`;
    throw new CommandFailure('unreachable', message, { cause: error });
  }
}

async function playAll(plan: Plan, limit: number, terminal: Terminal): Promise<boolean> {
  const stage = new Stage(plan, limit, terminal);
  const { narrator, first, second } = stage;
  for (const { name, part } of [first, second]) {
    narrator.line(`${name}: ${describeVoice(part.voice)}, ${part.voice.endpoint.shown}`);
  }
  narrator.line(`All topics begin with ${stage.prefix}, shown as … below.`);
  const started = performance.now();
  const rows: SummaryRow[] = [];
  let problems: string[] = [];
  try {
    for (const step of STEPS) rows.push(await playOne(stage, step, rows));
    conclude(stage, rows, performance.now() - started);
  } finally {
    problems = await stage.clear();
    for (const problem of problems) terminal.complain(`could not clean up: ${problem}\n`);
  }
  return rows.every(({ outcome }) => outcome === 'passed' || outcome === 'skipped');
}

async function playOne(
  stage: Stage,
  step: Step,
  before: readonly SummaryRow[],
): Promise<SummaryRow> {
  const { narrator, waits } = stage;
  const { title, instead } = step;
  waits.throwIfInterrupted();
  // Without its clients nothing can be shown, and each wait would only run to its limit.
  if (before[0]?.outcome === 'failed') {
    return { title, outcome: 'unreached', remark: 'not reached' };
  }
  narrator.title(before.length + 1, title);
  for (const line of step.explanation) narrator.explain(line);
  if (instead !== undefined && stage.modern.version !== 5) {
    narrator.skip(`not in MQTT 3.1.1: ${instead}`);
    return { title, outcome: 'skipped', remark: 'not in 3.1.1' };
  }
  await play(stage, step);
  const failures = stage.failures.splice(0);
  const packets = stage.takePackets();
  if (failures.length > 0) return { title, outcome: 'failed', remark: failures.join('; ') };
  return { title, outcome: 'passed', remark: `${packets} packets` };
}

async function play(stage: Stage, step: Step): Promise<void> {
  try {
    await step.play(stage);
  } catch (error) {
    const expected = error instanceof Unmet || error instanceof MQTTError;
    if (!expected) throw error;
    stage.check(false, lineOf(error));
  }
}

function conclude(stage: Stage, rows: readonly SummaryRow[], elapsed: number): void {
  const { narrator } = stage;
  narrator.summary(rows);
  const count = (outcome: SummaryRow['outcome']): number =>
    rows.filter((row) => row.outcome === outcome).length;
  const skipped = count('skipped') === 0 ? '' : `, ${count('skipped')} not in 3.1.1`;
  narrator.line('');
  narrator.line(
    `${count('passed')} of ${rows.length} steps shown and verified${skipped}, in ${(elapsed / 1000).toFixed(1)} s.`,
  );
  const missing = rows.filter((row) => row.outcome === 'failed').map((row) => row.title);
  if (missing.length > 0) narrator.line(`Missing: ${missing.join('; ')}.`);
  if (count('unreached') > 0 && stage.modern.version === 5) {
    narrator.line('If this server speaks only MQTT 3.1.1, take --protocol 3.1.1.');
  }
}
