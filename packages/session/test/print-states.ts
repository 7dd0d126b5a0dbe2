/** Prints docs/session-states.md from the table of phases and the states of messages. */

import {
  INCOMING_FINISHED,
  PUBACK_DUE,
  PUBCOMP_DUE,
  PUBREC_DUE,
  PUBREL_AWAITED,
} from '../src/incoming-message.ts';
import {
  OUTGOING_FINISHED,
  PUBACK_AWAITED,
  PUBCOMP_AWAITED,
  PUBREC_AWAITED,
  PUBREC_RECEIVED,
} from '../src/outgoing-message.ts';
import { PHASES, type Phase } from '../src/phase.ts';

type StateRow = readonly [state: number, qos: string, what: string, next: string];

const OUTGOING: readonly StateRow[] = [
  [PUBACK_AWAITED, '1', 'PUBLISH sent, PUBACK awaited', 'PUBACK: 4'],
  [PUBREC_AWAITED, '2', 'PUBLISH sent, PUBREC awaited', 'PUBREC: 2; PUBREC with 0x80 or more: 4'],
  [PUBREC_RECEIVED, '2', 'PUBREC in, PUBREL going out; passes at once', 'PUBREL written: 3'],
  [PUBCOMP_AWAITED, '2', 'PUBREL sent, PUBCOMP awaited', 'PUBREC again: 3; PUBCOMP: 4'],
  [OUTGOING_FINISHED, '1, 2', 'finished; what a listener of MessageAck sees', 'removed'],
];

const INCOMING: readonly StateRow[] = [
  [PUBACK_DUE, '1', 'PUBLISH in, PUBACK going out; passes at once', 'PUBACK written: 9'],
  [PUBREC_DUE, '2', 'PUBLISH in, PUBREC due; passes at once', 'kept: 7'],
  [PUBREL_AWAITED, '2', 'PUBREC sent, PUBREL awaited', 'PUBLISH again: 7; PUBREL: 8'],
  [PUBCOMP_DUE, '2', 'PUBREL in, PUBCOMP going out; passes at once', 'PUBCOMP written: 9'],
  [
    INCOMING_FINISHED,
    '1, 2',
    'finished; what a listener of MessageAck sees',
    'removed, then delivered',
  ],
];

export function statesPage(): string {
  return `${[
    '# The states of a session',
    '',
    'Printed from the table in `packages/session/src/phase.ts` and the states in `outgoing-message.ts` and',
    '`incoming-message.ts` beside it; a test fails when this page is stale.',
    '',
    '## The connection',
    '',
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> disconnected',
    ...transitions().map((line) => `  ${line}`),
    '```',
    '',
    '| event | when |',
    '| --- | --- |',
    '| connect | CONNECT is written |',
    '| accepted | CONNACK with success has come |',
    '| closing | our DISCONNECT, a refusal, a DISCONNECT of the server, a broken protocol or a missing PINGRESP |',
    '| lost | the connection has ended, for whatever reason |',
    '',
    'What the server may send in each phase; anything else ends the connection, in 5.0 after a DISCONNECT with 0x82.',
    'In the phases without any, what still comes is ignored.',
    '',
    '| phase | packets |',
    '| --- | --- |',
    ...phases().map(({ phase, receives }) => `| ${phase} | ${receives.join(', ') || 'none'} |`),
    '',
    ...table('Outgoing messages', OUTGOING),
    '',
    'At a resume 0 and 1 send their PUBLISH again with DUP, 2 and 3 their PUBREL, in the original order.',
    '',
    ...table('Incoming messages', INCOMING),
  ].join('\n')}\n`;
}

function phases() {
  return Object.entries(PHASES).map(([phase, { on, receives }]) => ({
    phase,
    on: Object.entries<Phase>(on),
    receives: [...receives],
  }));
}

function transitions(): string[] {
  return phases().flatMap(({ phase, on }) =>
    on.map(([event, next]) => `${phase} --> ${next}: ${event}`),
  );
}

function table(title: string, rows: readonly StateRow[]): string[] {
  return [
    `## ${title}`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...diagram(rows).map((line) => `  ${line}`),
    '```',
    '',
    '| state | QoS | what | next |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ];
}

/** What a row leads to is a list such as `PUBREC: 2; PUBREC with 0x80 or more: 4`; the last state leads out. */
function diagram(rows: readonly StateRow[]): string[] {
  return rows.flatMap(([state, qos, what, next]) => {
    const name = `${state}`;
    const enters = /^(?:PUBLISH sent|PUBLISH in)/.test(what) ? [`[*] --> ${name}: QoS ${qos}`] : [];
    const leads = next.split('; ').map((each) => {
      const [, event = '', to = ''] = /^(.*): (\d)$/.exec(each) ?? [];
      return to === '' ? `${name} --> [*]: ${next}` : `${name} --> ${to}: ${event}`;
    });
    return [...enters, ...leads];
  });
}
