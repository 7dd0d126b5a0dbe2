/** The server's end of remote-peer.ts: rooms in which a control connection commands all others. */

import type { WebSocket } from 'ws';
import type { Command, Report } from './remote-peer.ts';

export class Room {
  readonly #control: WebSocket;
  readonly #peers: WebSocket[] = [];
  /** Who gets the bytes that follow a command to write. */
  #receiver: WebSocket | undefined;

  constructor(control: WebSocket) {
    this.#control = control;
    control.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.#receiver?.send(data);
      else this.#obey(JSON.parse(data.toString()));
    });
    control.on('close', () => {
      for (const peer of this.#peers) peer.terminate();
    });
  }

  enter(ws: WebSocket): void {
    const peer = this.#peers.push(ws) - 1;
    this.#tell({ peer, is: 'here' });
    ws.on('message', (data: Buffer) => {
      this.#tell({ peer, is: 'data' });
      this.#control.send(data);
    });
    ws.on('close', (code) => this.#tell({ peer, is: code === 1006 ? 'reset' : 'end' }));
  }

  #obey(command: Command): void {
    const ws = this.#peers[command.peer];
    switch (command.do) {
      case 'write':
        this.#receiver = ws;
        return;
      case 'end':
        return ws?.close(1000);
      case 'reset':
        return ws?.terminate();
      case 'stop':
        return ws?.pause();
      case 'start':
        return ws?.resume();
    }
  }

  #tell(report: Report): void {
    if (this.#control.readyState === this.#control.OPEN) this.#control.send(JSON.stringify(report));
  }
}
