/** The compliance suite over the WebSocket of a real browser, and what is particular to it. */

import { describe, expect, inject, it } from 'vitest';
import { TransportError } from '../../src/errors.ts';
import { ws } from '../../src/ws.browser.ts';
import { never, type Traits } from '../compliance/suite.ts';
import { compliance } from '../compliance.ts';
import { Recorder } from '../support/recorder.ts';
import { remoteServer } from './remote-peer.ts';

const base = inject('transportServer');

const IN_BROWSER: Traits = {
  pauseReachesPeer: false,
  destroyIsReset: false,
  resetArrives: true,
  endArrives: true,
  direct: true,
};

compliance(
  'ws in a browser',
  async () => {
    const server = await remoteServer(base);
    return {
      server,
      transport: (options) => ws({ url: server.url, ...options }),
      stalled: [{ phase: 'connect', transport: ws({ url: `${base}/hang` }) }],
    };
  },
  IN_BROWSER,
);

describe('ws in a browser', () => {
  it('knows its subprotocol', async () => {
    const server = await remoteServer(base);
    const handlers = new Recorder();
    const connection = await ws({ url: server.url }).dial(handlers, never());
    expect(connection.info).toMatchObject({ kind: 'ws', subprotocol: 'mqtt' });
    expect(handlers.statuses).toEqual([{ type: 'upgraded', subprotocol: 'mqtt' }]);
    await connection.close();
    await server.stop();
  });

  it('fails to dial with a code and a phase', async () => {
    const dial = (url: string) => ws({ url }).dial(new Recorder(), never());
    await expect(dial(`${base}/no-subprotocol`)).rejects.toMatchObject({
      code: expect.stringMatching(/^WS_/),
      phase: expect.stringMatching(/^(connect|upgrade)$/),
    });
    await expect(dial('ws://127.0.0.1:9/')).rejects.toMatchObject({
      code: 'WS_CONNECT_FAILED',
      phase: 'connect',
    });
  });

  it('keeps no more than pauseBufferSize while paused, and says so', async () => {
    const handlers = new Recorder();
    const options = { url: `${base}/flood`, pauseBufferSize: 4 * 1_048_576 };
    const connection = await ws(options).dial(handlers, never());
    connection.pause();
    const cause = await handlers.closed();
    expect(cause).toBeInstanceOf(TransportError);
    expect(cause).toMatchObject({ code: 'RECEIVE_BUFFER_FULL', phase: 'stream' });
  });

  it('takes text for a fault', async () => {
    const handlers = new Recorder();
    await ws({ url: `${base}/text` }).dial(handlers, never());
    expect(await handlers.closed()).toMatchObject({ code: 'WS_TEXT_FRAME', phase: 'stream' });
    expect(handlers.log.total).toBe(0);
  });
});
