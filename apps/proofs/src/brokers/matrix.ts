/** Runs all cases against one broker, over every transport and in every version that it offers. */

import type { Place } from './application.ts';
import { beforeRestart, CASES, type CaseName, RESTART, Stage } from './cases.ts';
import {
  type Limit,
  type Peer,
  type PeerKind,
  TRANSPORTS,
  type TransportName,
  type Version,
} from './peer.ts';

/** Milliseconds for a step, and for one that is known not to come. */
const STEP = 15_000;
const KNOWN = 2500;

export interface Cell {
  readonly peer: PeerKind;
  readonly name: CaseName;
  readonly version: Version;
  readonly transport: TransportName;
  /** Why the case failed; undefined: it passed. */
  readonly fault: string | undefined;
  readonly limit: Limit | undefined;
}

/** A cell that shows a fault of ours, or a limit that is out of date. */
export function isSurprise({ fault, limit }: Cell): boolean {
  if (limit?.sometimes) return false;
  return (fault === undefined) !== (limit === undefined);
}

interface Lane {
  readonly version: Version;
  readonly transport: TransportName;
  readonly url: string;
}

export async function runPeer(
  peer: PeerKind,
  start: () => Promise<Peer>,
): Promise<readonly Cell[]> {
  const running = await start();
  try {
    const lanes = lanesOf(peer, running);
    const cells = (await Promise.all(lanes.map((lane) => runLane(peer, lane)))).flat();
    return [...cells, ...(await runRestart(peer, running, lanes))];
  } finally {
    await running.stop();
  }
}

function lanesOf({ versions }: PeerKind, { urls }: Peer): readonly Lane[] {
  return TRANSPORTS.flatMap((transport) => {
    const url = urls[transport];
    return url === undefined ? [] : versions.map((version) => ({ version, transport, url }));
  });
}

async function runLane(peer: PeerKind, lane: Lane): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const [name, run] of Object.entries(CASES) as [
    CaseName,
    (stage: Stage) => Promise<void>,
  ][]) {
    const limit = limitOf(peer, name, lane);
    const stage = new Stage(placeOf(lane, limit));
    cells.push({ peer, name, ...lane, limit, fault: await faultOf(run(stage)) });
    await stage.close();
  }
  return cells;
}

/** One restart for all lanes. */
async function runRestart(
  peer: PeerKind,
  { restart }: Peer,
  lanes: readonly Lane[],
): Promise<readonly Cell[]> {
  const stages = lanes.map((lane) => ({
    lane,
    limit: limitOf(peer, RESTART, lane),
    stage: new Stage(placeOf(lane, limitOf(peer, RESTART, lane))),
  }));
  const faults: (string | undefined)[] = lanes.map(() => 'it keeps nothing over a restart');
  if (restart !== undefined) {
    const rests = stages.map(({ stage }) => beforeRestart(stage));
    await Promise.allSettled(rests);
    await restart();
    for (const [i, rest] of rests.entries()) {
      faults[i] = await faultOf(rest.then((finish) => finish()));
    }
  }
  await Promise.all(stages.map(({ stage }) => stage.close()));
  return stages.map(({ lane, limit }, i) => ({
    peer,
    name: RESTART,
    ...lane,
    limit,
    fault: faults[i],
  }));
}

function limitOf({ limits }: PeerKind, name: CaseName, lane: Lane): Limit | undefined {
  return limits.find(
    ({ cases, versions, transports }) =>
      cases.includes(name) &&
      (versions?.includes(lane.version) ?? true) &&
      (transports?.includes(lane.transport) ?? true),
  );
}

let runs = 0;

function placeOf({ url, version, transport }: Lane, limit: Limit | undefined): Place {
  runs += 1;
  return {
    url,
    version,
    name: `x${runs}-${transport}-${version}`,
    limit: limit ? KNOWN : STEP,
  };
}

async function faultOf(run: Promise<void>): Promise<string | undefined> {
  try {
    await run;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
