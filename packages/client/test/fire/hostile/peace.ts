/** Servers that do everything right: what the scenarios find is not the fault of their clients' surroundings. */

import type { Scenario } from './scenario.ts';
import { accepted, publish, sends } from './servers.ts';

export const PEACE: readonly Scenario[] = [
  {
    name: 'a server that accepts and sends a message',
    tells: [['Connected 0', 'Disconnected 0']],
    until: 'MessageIn last',
    farewell: 0,
    calls: { connect: 0, 'publish 0': 0, 'publish 1': 0, 'publish 2': 0, subscribe: 0 },
    serve: accepted(sends((version) => publish(version, 'last'))),
  },
];
