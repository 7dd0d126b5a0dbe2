import { describe, expect, it } from 'vitest';
import { memory } from '../src/memory.ts';
import { compliance } from './compliance.ts';
import { memoryPeerServer } from './support/memory-peer.ts';
import { Recorder } from './support/recorder.ts';

compliance('memory', async () => {
  const server = memoryPeerServer();
  return {
    server,
    transport: (options) => {
      const link = memory(options);
      server.serve(link);
      return link.transport;
    },
    stalled: [],
  };
});

describe('memory', () => {
  it('refuses a dial that nobody accepts', async () => {
    const { transport, accept } = memory();
    const stop = accept(() => new Recorder());
    stop();
    const dialled = transport.dial(new Recorder(), new AbortController().signal);
    await expect(dialled).rejects.toMatchObject({ code: 'ECONNREFUSED', phase: 'connect' });
  });
});
