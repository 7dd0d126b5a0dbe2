/** CONNECT and CONNACK. */

import type { ConnackPacket } from '@x/codec';
import type { Actor } from '../actor.ts';
import { describeVoice } from '../plan.ts';
import type { Step } from '../step.ts';

export const connectStep: Step = {
  title: 'Two clients connect',
  explanation: [
    'CONNECT is the first packet of a connection: who the client is, and whether it wants a session',
    'from before. The server answers with CONNACK.',
  ],
  async play(stage) {
    for (const actor of [stage.first, stage.second]) {
      await actor.connect();
      const answer = connackOf(actor);
      const accepted = answer?.reasonCode === 0 && !answer.sessionPresent;
      stage.check(
        accepted,
        `${actor.name} is accepted, with a new session: ${describeVoice(actor.part.voice)}`,
      );
    }
  },
};

/** The last CONNACK of this client. */
export function connackOf(actor: Actor): ConnackPacket | undefined {
  for (const { packet } of actor.packets.toReversed()) {
    if (packet.type === 'connack') return packet;
  }
  return undefined;
}
