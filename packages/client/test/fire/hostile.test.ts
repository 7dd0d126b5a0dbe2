/**
 * Hostile and sick servers, each against a client in a process of its own: it tells its user the documented event and
 * code, settles every promise, lets no exception out, stays small, and the process ends by itself.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Serve, serve } from './hostile/peer.ts';
import type { Plan } from './hostile/plan.ts';
import { bundleClients, type Clients } from './hostile/process.ts';
import { SCENARIOS, type Scenario } from './hostile/scenarios.ts';

const MEGABYTE = 1_048_576;
/** What Node itself takes when it loads a TLS or WebSocket stack, with room: a declared packet would be 256 MB. */
const MEMORY = 100 * MEGABYTE;

let clients: Clients;

beforeAll(async () => {
  clients = await bundleClients();
});

afterAll(() => {
  clients.remove();
  const count = SCENARIOS.reduce((sum, [, scenarios]) => sum + scenarios.length, 0);
  console.log(`${count} hostile servers, each with a client in a process of its own`);
});

function planOf(scenario: Scenario, port: number): Plan {
  const { host = '127.0.0.1', settings = [], keepAlive = 0, timeout = 10 } = scenario;
  return {
    host,
    port,
    versions: scenario.versions ?? [0, 1],
    settings: settings.map((setting) => setting.replace('{port}', String(port))),
    timeout,
    keepAlive,
    tls: scenario.tls ?? false,
    work: scenario.work ?? 'operations',
    until: scenario.until,
  };
}

async function meet(scenario: Scenario): Promise<void> {
  const server = await serve(scenario.serve as Serve);
  try {
    const stories = await clients.run(planOf(scenario, server.port));
    const versions = scenario.versions ?? [0, 1];
    versions.forEach((version, i) => {
      const story = stories[i];
      expect(story?.faults).toEqual([]);
      const said = story?.events.filter((line) => !line.startsWith('MessageIn'));
      expect(scenario.tells.map((events) => events.join())).toContain(said?.join());
      expect(Object.entries(story?.calls ?? {}).filter(([, code]) => code === 'open')).toEqual([]);
      expect(story?.calls).toMatchObject(scenario.calls ?? {});
      expect(story?.memory).toBeLessThan(scenario.memory ?? MEMORY);
      const { farewell } = scenario;
      if (farewell === undefined) return;
      // In 3.1.1 a client has no word for a fault.
      const silent = version === 0 && farewell > 0;
      expect(server.peers[i]?.farewell).toBe(silent ? undefined : farewell);
    });
  } finally {
    await server.stop();
  }
}

describe.concurrent.each(SCENARIOS)('%s', (_, scenarios) => {
  const named = scenarios.map((scenario) => [scenario.name, scenario] as const);
  it.concurrent.each(named)('%s', (_name, scenario) => meet(scenario), 90_000);
});
