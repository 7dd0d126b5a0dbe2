/** Every way to dial that the search for leaks goes through: each transport, direct and through each kind of proxy. */

import { memory } from '../../src/memory.ts';
import { httpConnect, socks } from '../../src/proxy.ts';
import type { Transport } from '../../src/transport.ts';
import { httpProxy } from '../support/http-proxy.ts';
import { socksProxy } from '../support/socks-proxy.ts';
import { SUBJECT_NAMES, SUBJECTS } from '../support/subjects.ts';

export interface Mode {
  readonly transport: Transport;
  /** Resolves with the end of the next connection as the server sees it. */
  arrival(): Promise<{ readonly ended: Promise<unknown> }>;
  stop(): Promise<void>;
}

const host = '127.0.0.1';

const VIAS = {
  direct: undefined,
  'through HTTP': { proxy: httpProxy, via: (port: number) => httpConnect({ host, port }) },
  'through SOCKS5': {
    proxy: socksProxy,
    via: (port: number) => socks({ version: '5', host, port }),
  },
} as const;

async function overMemory(): Promise<Mode> {
  const link = memory();
  link.accept(() => ({ data: () => undefined, drain: () => undefined, close: () => undefined }));
  return {
    transport: link.transport,
    arrival: () => Promise.resolve({ ended: Promise.resolve() }),
    stop: () => Promise.resolve(),
  };
}

async function overSockets(
  kind: (typeof SUBJECT_NAMES)[number],
  through: (typeof VIAS)[keyof typeof VIAS],
): Promise<Mode> {
  const proxy = await through?.proxy();
  const via = proxy && through?.via(proxy.port);
  const { server, transport } = await SUBJECTS[kind]({ noDelay: true, via });
  return {
    transport: transport({}),
    arrival: async () => {
      const peer = await server.accept();
      proxy?.forget();
      return peer;
    },
    stop: async () => {
      await server.stop();
      await proxy?.stop();
    },
  };
}

/** By name; each is started when it is called. */
export const MODES: ReadonlyMap<string, () => Promise<Mode>> = new Map([
  ['memory', overMemory],
  ...Object.entries(VIAS).flatMap(([name, through]) =>
    SUBJECT_NAMES.map((kind) => [`${kind} ${name}`, () => overSockets(kind, through)] as const),
  ),
]);
