/** The server's side of connections from a browser, commanded over a WebSocket of its own. */

import { Arrivals, ByteLog, type Peer, type PeerServer } from '../support/peer.ts';

/** What the browser tells the server to do with a connection. */
export type Command =
  | { readonly peer: number; readonly do: 'end' | 'reset' | 'stop' | 'start' }
  | { readonly peer: number; readonly do: 'write'; readonly length: number };

/** What the server tells of a connection. A `data` or a `write` is followed by a message with the bytes. */
export type Report =
  | { readonly peer: number; readonly is: 'here' | 'end' | 'reset' }
  | { readonly peer: number; readonly is: 'data' };

export interface RemoteServer extends PeerServer {
  /** What to dial. */
  readonly url: string;
}

let rooms = 0;

/** A room of the server that no other test has. */
export async function remoteServer(base: string): Promise<RemoteServer> {
  const room = `${Date.now()}-${rooms++}`;
  const control = new WebSocket(`${base}/control/${room}`, 'mqtt');
  control.binaryType = 'arraybuffer';
  const arrivals = new Arrivals<Peer>();
  const peers = new Map<number, RemotePeer>();
  let sender: RemotePeer | undefined;
  control.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) return sender?.log.add(new Uint8Array(data));
    const report: Report = JSON.parse(data);
    sender = peers.get(report.peer) ?? new RemotePeer(report.peer, control);
    peers.set(report.peer, sender);
    if (report.is === 'here') arrivals.push(sender);
    else if (report.is !== 'data') sender.over(report.is);
  };
  await new Promise((resolve, reject) => {
    control.onopen = resolve;
    control.onerror = reject;
  });
  return {
    url: `${base}/room/${room}`,
    accept: () => arrivals.next(),
    stop: async () => control.close(),
  };
}

class RemotePeer implements Peer {
  readonly log = new ByteLog();
  readonly ended: Promise<'end' | 'reset'>;
  over: (how: 'end' | 'reset') => void = () => undefined;
  readonly #id: number;
  readonly #control: WebSocket;

  constructor(id: number, control: WebSocket) {
    this.#id = id;
    this.#control = control;
    this.ended = new Promise((resolve) => {
      this.over = resolve;
    });
  }

  unsent(): number {
    throw new Error('a browser cannot know what its server has not sent');
  }

  write(bytes: Uint8Array): void {
    this.#tell({ peer: this.#id, do: 'write', length: bytes.length });
    this.#control.send(Uint8Array.from(bytes));
  }

  end(): void {
    this.#tell({ peer: this.#id, do: 'end' });
  }

  reset(): void {
    this.#tell({ peer: this.#id, do: 'reset' });
  }

  stopReading(): void {
    this.#tell({ peer: this.#id, do: 'stop' });
  }

  startReading(): void {
    this.#tell({ peer: this.#id, do: 'start' });
  }

  #tell(command: Command): void {
    this.#control.send(JSON.stringify(command));
  }
}
