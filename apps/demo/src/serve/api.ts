/** The control API of the page: what the link and the broker do, and the buttons that disturb them. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { lineOf } from '../errors.ts';
import type { LinkState, ServedLink } from './link.ts';
import type { BrokerState, ServedBroker } from './served-broker.ts';

export const API_PATH = '/api/';
const LARGEST_BODY = 4096;
/** Milliseconds. */
const LONGEST_WAIT = 60_000;

/** What every answer of the API holds, as JSON. */
export interface ServedState {
  readonly broker: BrokerState;
  readonly link: LinkState;
  /** Where clients other than the page connect: mqtt://host:port, and ws://host:port/mqtt. */
  readonly urls: { readonly mqtt: string; readonly ws: string };
}

export interface Served {
  readonly broker: ServedBroker;
  readonly link: ServedLink;
  readonly urls: ServedState['urls'];
}

/** A request that is not carried out. */
class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Body = Readonly<Record<string, unknown>>;
type Action = (served: Served, body: Body) => void | Promise<void>;

/** POST requests, each with a JSON object; GET /api/state is the only other. */
const ACTIONS: Readonly<Record<string, Action>> = {
  /** { downtime?: ms }: breaks all connections; new ones are taken after the downtime. */
  '/api/link/cut': ({ link }, body) => link.cut(milliseconds(body, 'downtime')),
  /** { delay: ms }: every byte waits so long, in each direction. */
  '/api/link/delay': ({ link }, body) => link.setDelay(milliseconds(body, 'delay')),
  /** { downtime?: ms, sessions?: 'keep' | 'forget' }: as a broker with a disk comes back, or one without. */
  '/api/broker/restart': async ({ broker, link }, body) => {
    const { sessions = 'keep' } = body;
    if (sessions !== 'keep' && sessions !== 'forget') {
      throw new Refused(400, "sessions must be 'keep' or 'forget'");
    }
    if (!broker.embedded) throw new Refused(409, 'only the embedded broker can be restarted');
    link.cut(milliseconds(body, 'downtime'));
    await broker.restart(sessions);
  },
};

export async function answerApi(
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await act(served, request);
    send(response, 200, stateOf(served));
  } catch (error) {
    send(response, error instanceof Refused ? error.status : 500, { error: lineOf(error) });
  }
}

async function act(served: Served, request: IncomingMessage): Promise<void> {
  const path = request.url?.split('?')[0] ?? '';
  const action = Object.hasOwn(ACTIONS, path) ? ACTIONS[path] : undefined;
  const method = action === undefined ? 'GET' : 'POST';
  if (action === undefined && path !== '/api/state') throw new Refused(404, 'no such request');
  if (request.method !== method) throw new Refused(405, `${path} takes ${method} only`);
  checkOrigin(request);
  await action?.(served, await readBody(request));
}

/** Another site's page in the same browser has no business here. */
function checkOrigin({ headers }: IncomingMessage): void {
  const { origin, host } = headers;
  if (origin === undefined) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new Refused(403, 'requests from other sites are not taken');
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Refused(413, `a request has ${LARGEST_BODY} bytes at most`);
    chunks.push(chunk);
  }
  if (size === 0) return {};
  const text = Buffer.concat(chunks).toString();
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch (cause) {
    throw new Refused(400, `the request is not JSON: ${lineOf(cause)}`);
  }
  throw new Refused(400, 'the request must be a JSON object');
}

function milliseconds(body: Body, name: string): number {
  const value = body[name] ?? 0;
  if (typeof value === 'number' && value >= 0 && value <= LONGEST_WAIT) return value;
  throw new Refused(400, `${name} must be from 0 to ${LONGEST_WAIT} ms`);
}

function stateOf({ broker, link, urls }: Served): ServedState {
  return { broker: broker.state(), link: link.state(), urls };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
