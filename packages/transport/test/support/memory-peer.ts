import type { Memory } from '../../src/memory.ts';
import type { Connection } from '../../src/transport.ts';
import { Arrivals, ByteLog, type Peer, type PeerServer } from './peer.ts';

function memoryPeer(connection: Connection): {
  peer: Peer;
  handlers: Parameters<Memory['transport']['dial']>[0];
} {
  const log = new ByteLog();
  let unsent = 0;
  let tellEnd: (how: 'end' | 'reset') => void = () => undefined;
  const ended = new Promise<'end' | 'reset'>((resolve) => {
    tellEnd = resolve;
  });
  const peer: Peer = {
    log,
    ended,
    unsent: () => unsent,
    write: (bytes) => {
      if (!connection.write([bytes])) unsent += bytes.length;
    },
    end: () => void connection.close(),
    reset: () => connection.destroy(),
    stopReading: () => connection.pause(),
    startReading: () => connection.resume(),
  };
  const handlers = {
    data: (chunk: Uint8Array) => log.add(chunk),
    drain: () => {
      unsent = 0;
    },
    close: (cause: unknown) => tellEnd(cause instanceof Error ? 'reset' : 'end'),
  };
  return { peer, handlers };
}

/** One server for any number of memory links. */
export function memoryPeerServer(): PeerServer & { serve(link: Memory): void } {
  const arrivals = new Arrivals<Peer>();
  const stops: (() => void)[] = [];
  return {
    accept: () => arrivals.next(),
    stop: async () => {
      for (const stop of stops) stop();
    },
    serve: (link) => {
      const stop = link.accept((connection) => {
        const { peer, handlers } = memoryPeer(connection);
        arrivals.push(peer);
        return handlers;
      });
      stops.push(stop);
    },
  };
}
