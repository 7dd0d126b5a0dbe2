/** One connection between the machines: both ways in order, as slow as the schedule says, gone at a cut. */

import type { Packet } from '@x/codec';

export class Link {
  readonly toServer: Packet[] = [];
  readonly toClient: Packet[] = [];
  up = false;

  /** What is on its way is lost. */
  cut(): void {
    this.up = false;
    this.toServer.length = 0;
    this.toClient.length = 0;
  }
}
