/** How the processes of `bench:client` speak of the server and of the work. */

export const HOST = '127.0.0.1';
export const TOPIC = 'bench/topic';

export type Kind = 'tcp' | 'tls' | 'ws';
export type Ports = Readonly<Record<Kind, number>>;
export type QoS = 0 | 1 | 2;

export interface Target {
  readonly kind: Kind;
  readonly port: number;
  readonly clientId: string;
}

export interface Task {
  readonly size: number;
  readonly qos: QoS;
  /** So many are on their way at any time: of publishes, the client's; of a flood, the server's. */
  readonly outstanding: number;
}

/** To the server: what has this client done? Answered once it is gone. */
export interface Ask {
  readonly clientId: string;
}

/** Messages, as the server has counted them. */
export interface Tally {
  readonly received: number;
  readonly sent: number;
  readonly acknowledged: number;
}

/** What a child process prints. */
export interface Measured {
  /** All of them, also those before the measurement: what the server must have counted. */
  readonly messages: number;
  /** Microseconds of the process's CPU time a message. */
  readonly cpu: number;
  /** Messages a second. */
  readonly rate: number;
}

/** The topic whose subscriber is flooded with such messages. */
export function floodTopic({ qos, size, outstanding }: Task): string {
  return `flood/${qos}/${size}/${outstanding}`;
}

export function floodTask(topic: string): Task | undefined {
  const [name, qos, size, outstanding] = topic.split('/');
  if (name !== 'flood') return undefined;
  return { qos: Number(qos) as QoS, size: Number(size), outstanding: Number(outstanding) };
}
