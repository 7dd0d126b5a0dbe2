/** A page with a client of its own, which a test puts into a frame and loads again at an inconvenient moment. */

import { MQTT } from '../../../src/index.ts';

/** What the page is asked to be, in the query of its address. */
export interface PageRequest {
  readonly url: string;
  readonly version: number;
  readonly clientId: string;
  /** The key of the journal, or of the saved session. */
  readonly key: string;
  readonly topic: string;
  /** The type of the packet at which the link goes deaf; 0 = none. */
  readonly deafAt: number;
  /** What to publish with QoS 2 once connected. */
  readonly publish: string;
}

/** What it tells the page around it. */
export type PageNews =
  | { readonly type: 'connected' | 'deaf' | 'acknowledged' | 'failed'; readonly detail: string }
  | { readonly type: 'message'; readonly detail: string };

function tell(type: PageNews['type'], detail = ''): void {
  parent.postMessage({ type, detail } satisfies PageNews, '*');
}

/** From the first packet of this type on the page hears nothing any more, as if the network were gone. */
function goDeaf(packetType: number): void {
  let deaf = false;
  class DeafWebSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', (event: MessageEvent<ArrayBuffer>) => {
        if (!deaf && (new Uint8Array(event.data)[0] ?? 0) >> 4 !== packetType) return;
        event.stopImmediatePropagation();
        if (!deaf) tell('deaf');
        deaf = true;
      });
    }
  }
  globalThis.WebSocket = DeafWebSocket;
}

const request: PageRequest = JSON.parse(window.name);
if (request.deafAt > 0) goDeaf(request.deafAt);

const client = new MQTT();
client.setVersion(request.version === 5 ? 1 : 0);
client.setClientId(request.clientId);
client.setCleanSession(false);
client.setTimeout(20);
client.on('MessageIn', ({ message }) => tell('message', message));
client.on('MessageAck', ({ direction }) => {
  if (direction === 0) tell('acknowledged');
});
try {
  await client.config(`SessionJournal=${request.key}`);
  if (request.version === 5) await client.config('SessionExpInterval=300');
  await client.connectTo(request.url, 0);
  tell('connected');
  if (request.publish !== '') await client.publishMessage(request.topic, 2, request.publish);
} catch (error) {
  tell('failed', String(error));
}
