/** The result of a benchmark, in words and as JSON. */

import type { Tally } from './tally.ts';

export interface Subject {
  readonly kind: 'pub' | 'sub' | 'conn';
  readonly url: string;
  readonly protocol: string;
  readonly qos: number;
  readonly clients: number;
  readonly workers: number;
}

const THING = { pub: 'messages', sub: 'messages', conn: 'connections' } as const;
const LATENCY = {
  pub: ['from the call until it was handed over', 'from the call until it was acknowledged'],
  sub: ['from the call of bench pub until it came', 'from the call of bench pub until it came'],
  conn: ['from the call to CONNACK', 'from the call to CONNACK'],
} as const;

/** All times in milliseconds, rates a second, sizes in bytes. */
export interface Result extends Subject {
  readonly done: number;
  readonly failed: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly rate: number;
  readonly bytesPerSecond: number;
  readonly latency: {
    readonly count: number;
    readonly mean: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
  /** Seconds of processor time, of all processes; and what a second of it did. */
  readonly cpuSeconds: number;
  readonly perCpuSecond: number;
  /** Resident memory of all processes at the end. */
  readonly memory: number;
  /** What each process did. */
  readonly shares: readonly number[];
}

export function resultOf(subject: Subject, tally: Tally): Result {
  const { done, bytes, seconds, times, cpu, memory, shares, failed } = tally;
  return {
    ...subject,
    done,
    failed,
    failures: Object.fromEntries(tally.failures),
    seconds: rounded(seconds, 3),
    rate: per(done, seconds),
    bytesPerSecond: per(bytes, seconds),
    latency: {
      count: times.count,
      mean: rounded(times.mean, 3),
      p50: rounded(times.percentile(0.5), 3),
      p95: rounded(times.percentile(0.95), 3),
      p99: rounded(times.percentile(0.99), 3),
      max: rounded(times.max, 3),
    },
    cpuSeconds: rounded(cpu, 3),
    perCpuSecond: per(done, cpu),
    memory,
    shares,
  };
}

export function resultText(result: Result): string {
  const { kind, url, protocol, qos, clients, workers, done, failed, latency } = result;
  const what = kind === 'conn' ? '' : `, QoS ${qos}`;
  const rows = [
    [
      `bench ${kind}`,
      `${url}, MQTT ${protocol}${what}, ${counted(clients, 'client')}, ${counted(workers, 'process', 'es')}`,
    ],
    [THING[kind], `${grouped(done)} in ${result.seconds} s, ${grouped(failed)} failed`],
    ['rate', `${grouped(result.rate)} /s${kind === 'conn' ? '' : `, ${mebibytes(result)}`}`],
    ['processor', `${result.cpuSeconds} s, ${grouped(result.perCpuSecond)} per second of it`],
  ];
  if (latency.count > 0) {
    const { p50, p95, p99, max } = latency;
    const words = LATENCY[kind][qos === 0 ? 0 : 1];
    rows.push(['latency', `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, max ${max} ms (${words})`]);
  }
  if (workers > 1) rows.push(['each', result.shares.map(grouped).join(', ')]);
  for (const [text, count] of Object.entries(result.failures)) {
    rows.push(['failed', `${grouped(count)} times: ${text}`]);
  }
  return rows.map(([name = '', value]) => `${name.padEnd(12)}${value}\n`).join('');
}

export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function counted(count: number, thing: string, plural = 's'): string {
  return `${grouped(count)} ${thing}${count === 1 ? '' : plural}`;
}

function mebibytes({ bytesPerSecond }: Result): string {
  return `${rounded(bytesPerSecond / 2 ** 20, 2)} MiB/s`;
}

function per(amount: number, seconds: number): number {
  return seconds === 0 ? 0 : Math.round(amount / seconds);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
