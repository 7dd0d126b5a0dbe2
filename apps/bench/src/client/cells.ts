/** The table of `bench:client`: MQTT.js's CPU time a message divided by ours must be at least `floor`. */

import type { Work } from './sides.ts';
import type { Kind, QoS, Task } from './target.ts';

export interface Cell {
  readonly name: string;
  readonly work: Work;
  readonly kind: Kind;
  readonly task: Task;
  readonly floor: number;
  readonly goal: number;
}

const OUTSTANDING = 1000;

function cell(
  work: Work,
  kind: Kind,
  size: number,
  qos: QoS,
  [floor, goal]: readonly [floor: number, goal: number],
): Cell {
  const way = kind === 'tcp' ? '' : `, ${kind}`;
  const name = `${work} ${size} B, QoS ${qos}${way}`;
  return { name, work, kind, task: { size, qos, outstanding: OUTSTANDING }, floor, goal };
}

export const CELLS: readonly Cell[] = [
  ...[16, 256].flatMap((size) => [
    cell('publish', 'tcp', size, 0, [9, 25]),
    cell('publish', 'tcp', size, 1, [12, 50]),
    cell('publish', 'tcp', size, 2, [15, 50]),
  ]),
  cell('publish', 'tcp', 4096, 0, [2.5, 4]),
  cell('publish', 'tcp', 4096, 1, [5, 10]),
  cell('receive', 'tcp', 256, 0, [5, 10]),
  cell('receive', 'tcp', 256, 1, [9, 24]),
  cell('receive', 'tcp', 256, 2, [15, 50]),
  cell('publish', 'tls', 256, 0, [7, 14]),
  cell('publish', 'tls', 256, 1, [10, 30]),
  cell('publish', 'ws', 256, 0, [40, 120]),
];

/** What the client reaches of a bare socket's speed with batches of the same messages. */
export const SHARES = [
  {
    ...cell('publish', 'tcp', 256, 0, [0.12, 0.25]),
    name: 'publish 256 B, QoS 0, of a bare socket',
  },
  {
    ...cell('receive', 'tcp', 256, 0, [0.15, 0.35]),
    name: 'receive 256 B, QoS 0, of a bare socket',
  },
] as const satisfies readonly Cell[];

/** The cost of a message with 30,000 outstanding, divided by that with 100. */
export const MANY_OUTSTANDING = 30_000;
export const FEW_OUTSTANDING = 100;
export const FLAT = [1, 2].map((qos) => {
  const outstanding = FEW_OUTSTANDING;
  const task: Task = { size: 256, qos: qos as QoS, outstanding };
  return { name: `30,000 against 100 outstanding, QoS ${qos}`, task, floor: 1.5, goal: 1.2 };
});
