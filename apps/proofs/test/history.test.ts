/** The history checker finds each fault that is planted, and takes what the QoS allows. */

import { describe, expect, it } from 'vitest';
import { type Connections, History, type QoS } from '../src/soak/history.ts';

interface Told {
  readonly qos: QoS;
  /** Published at 0, 1, 2 …; this many. */
  readonly published?: number;
  /** Number, time and whether it has DUP. */
  readonly arrivals: readonly (readonly [number: number, at: number, duplicate?: true])[];
  /** When they connected anew. */
  readonly publisher?: readonly number[];
  readonly subscriber?: readonly number[];
  readonly acknowledged?: readonly (readonly [number: number, at: number])[];
  readonly refused?: readonly number[];
}

function judge(told: Told): readonly string[] {
  const { qos, published = 3, arrivals, refused = [] } = told;
  const history = new History('a to b', qos);
  const numbers = Array.from({ length: published }, (_, i) => history.publish(i));
  for (const number of refused) history.refuse(number);
  const acknowledged = told.acknowledged ?? numbers.map((number) => [number, number + 5] as const);
  for (const [number, at] of acknowledged) {
    if (!refused.includes(number)) history.acknowledge(number, at);
  }
  for (const [number, at, duplicate = false] of arrivals) history.arrive(number, at, duplicate);
  const connections: Connections = {
    publisher: told.publisher ?? [],
    subscriber: told.subscriber ?? [],
  };
  return history.judge(connections, 100).map((line) => line.replace(/^a to b, QoS \d: /, ''));
}

const ALL = [
  [0, 10],
  [1, 11],
  [2, 12],
] as const;

describe('is allowed', () => {
  const allowed: readonly (readonly [string, Told])[] = [
    ['all of QoS 0', { qos: 0, arrivals: ALL, acknowledged: [] }],
    ['all of QoS 1', { qos: 1, arrivals: ALL }],
    ['all of QoS 2', { qos: 2, arrivals: ALL }],
    [
      'a loss of QoS 0 when the publisher lost its connection',
      {
        qos: 0,
        publisher: [4],
        arrivals: [
          [0, 10],
          [2, 12],
        ],
      },
    ],
    [
      'a loss of QoS 0 at the end, when the subscriber lost its connection',
      { qos: 0, subscriber: [50], arrivals: [[0, 10]] },
    ],
    [
      'a QoS 0 message that the client refused, and that was on its way',
      { qos: 0, refused: [1], arrivals: ALL },
    ],
    [
      'a QoS 1 message that the client refused',
      {
        qos: 1,
        refused: [1],
        arrivals: [
          [0, 10],
          [2, 12],
        ],
      },
    ],
    [
      'QoS 1 again with DUP, from where the subscriber broke off',
      {
        qos: 1,
        subscriber: [13],
        arrivals: [...ALL, [1, 14, true], [2, 15, true]],
      },
    ],
    [
      'QoS 1 again without DUP, from where the publisher broke off',
      {
        qos: 1,
        publisher: [13],
        acknowledged: [
          [0, 5],
          [1, 20],
          [2, 20],
        ],
        arrivals: [...ALL, [1, 21], [2, 22]],
      },
    ],
    [
      'QoS 1 again with DUP twice, when the publisher sent it twice before the subscriber broke off',
      {
        qos: 1,
        publisher: [4],
        subscriber: [11],
        acknowledged: [
          [0, 5],
          [1, 5],
          [2, 10],
        ],
        arrivals: [...ALL, [2, 13, true]],
      },
    ],
    [
      'QoS 1 again twice, when both broke',
      {
        qos: 1,
        publisher: [13],
        subscriber: [13],
        acknowledged: [
          [0, 5],
          [1, 20],
          [2, 20],
        ],
        arrivals: [...ALL, [1, 21, true], [2, 22, true], [1, 23], [2, 24]],
      },
    ],
    [
      'QoS 1 four times: two copies, that the subscriber broke off both',
      {
        qos: 1,
        publisher: [13],
        subscriber: [23],
        acknowledged: [
          [0, 5],
          [1, 20],
          [2, 20],
        ],
        arrivals: [
          ...ALL,
          ...([
            [1, 21],
            [2, 22],
            [1, 24, true],
            [2, 25, true],
            [1, 26, true],
            [2, 27, true],
          ] as const),
        ],
      },
    ],
  ];

  it.each(allowed)('%s', (_, told) => {
    expect(judge(told)).toEqual([]);
  });
});

describe('is found', () => {
  const faults: readonly (readonly [string, Told, readonly string[]])[] = [
    [
      'a loss of QoS 0 although nothing broke',
      {
        qos: 0,
        publisher: [90],
        arrivals: [
          [0, 10],
          [2, 12],
        ],
      },
      ['1 is lost, and nothing broke'],
    ],
    ['QoS 0 twice', { qos: 0, arrivals: [...ALL, [2, 13]] }, ['2 came again']],
    [
      'QoS 0 out of order',
      {
        qos: 0,
        arrivals: [
          [0, 10],
          [2, 11],
          [1, 12],
        ],
      },
      ['1 came after 2'],
    ],
    ...([1, 2] as const).flatMap((qos): [string, Told, readonly string[]][] => [
      [
        `a loss of QoS ${qos}, whatever broke`,
        {
          qos,
          publisher: [5],
          subscriber: [11],
          arrivals: [
            [0, 10],
            [2, 12],
          ],
        },
        ['1 is lost'],
      ],
      [
        `the last of QoS ${qos} is lost`,
        { qos, subscriber: [20], arrivals: [ALL[0], ALL[1]] },
        ['2 is lost'],
      ],
      [
        `QoS ${qos} out of order`,
        {
          qos,
          subscriber: [11],
          arrivals: [
            [0, 10],
            [2, 12],
            [1, 13],
          ],
        },
        ['1 came after 2'],
      ],
      [
        `QoS ${qos} that the client refused`,
        { qos, refused: [1], arrivals: ALL },
        ['1 was refused, and came'],
      ],
      [
        `QoS ${qos} that nobody published`,
        { qos, arrivals: [...ALL, [7, 14]] },
        ['7 came, and nobody published it'],
      ],
      [
        `QoS ${qos} without an acknowledgement`,
        {
          qos,
          acknowledged: [
            [0, 5],
            [1, 6],
          ],
          arrivals: ALL,
        },
        ['2 was acknowledged 0 times'],
      ],
      [
        `QoS ${qos} with two acknowledgements`,
        {
          qos,
          acknowledged: [
            [0, 5],
            [1, 6],
            [2, 7],
            [2, 8],
          ],
          arrivals: ALL,
        },
        ['2 was acknowledged 2 times'],
      ],
    ]),
    [
      'QoS 2 again, whatever broke',
      { qos: 2, publisher: [3], subscriber: [13], arrivals: [...ALL, [2, 14, true]] },
      ['2 came again'],
    ],
    [
      'QoS 1 again with DUP although nothing broke',
      { qos: 1, arrivals: [...ALL, [2, 14, true]] },
      ['2 came with DUP, and nothing broke', '2 came again after 2, and nothing broke between'],
    ],
    [
      'QoS 1 again without DUP after the subscriber broke off',
      { qos: 1, subscriber: [13], arrivals: [...ALL, [2, 14]] },
      ['2 came again without DUP'],
    ],
    [
      'QoS 1 again without DUP after its acknowledgement',
      { qos: 1, publisher: [13], arrivals: [...ALL, [2, 14]] },
      ['2 came again without DUP'],
    ],
    [
      'QoS 1 again without DUP more often than the publisher broke off',
      {
        qos: 1,
        publisher: [3],
        subscriber: [13],
        arrivals: [...ALL, [2, 14], [2, 15]],
        acknowledged: [
          [0, 5],
          [1, 5],
          [2, 20],
        ],
      },
      ['2 came again without DUP'],
    ],
    [
      'QoS 1 three times after one break',
      {
        qos: 1,
        subscriber: [13],
        arrivals: [...ALL, [2, 14, true], [2, 15, true]],
      },
      ['2 came again, and nothing broke', '2 came again after 2, and nothing broke between'],
    ],
    [
      'QoS 1 again in the wrong order',
      {
        qos: 1,
        subscriber: [13],
        arrivals: [...ALL, [2, 14, true], [1, 15, true]],
      },
      ['1 came again after 2, and nothing broke between'],
    ],
  ];

  it.each(faults)('%s', (_, told, says) => {
    expect(judge(told)).toEqual(says);
  });

  it('a repetition of what was judged before', () => {
    const history = new History('a to b', 1);
    history.arrive(history.publish(0), 1, false);
    history.acknowledge(0, 1);
    expect(history.judge({ publisher: [], subscriber: [] }, 2)).toEqual([]);
    expect(history.publish(3)).toBe(1);
    history.arrive(1, 4, false);
    history.acknowledge(1, 4);
    history.arrive(0, 4, true);
    history.acknowledge(0, 5);
    expect(history.judge({ publisher: [], subscriber: [] }, 6)).toEqual([
      'a to b, QoS 1: an acknowledgement of 0, long done',
      'a to b, QoS 1: 0 came again, long after it was through',
      'a to b, QoS 1: 0 came after 1',
    ]);
  });

  it('content that changed', () => {
    const history = new History('a to b', 0);
    history.arrive(history.publish(0), 1, false);
    history.fault('0 came with another content');
    expect(history.judge({ publisher: [], subscriber: [] }, 2)).toHaveLength(1);
  });
});

it('counts what is still to come', () => {
  const history = new History('a to b', 1);
  const open = [history.open];
  history.publish(0);
  history.publish(0);
  open.push(history.open);
  history.arrive(0, 1, false);
  history.arrive(0, 2, true);
  history.acknowledge(0, 2);
  open.push(history.open);
  history.refuse(1);
  open.push(history.open);
  expect(open).toEqual([0, 4, 2, 0]);
});
