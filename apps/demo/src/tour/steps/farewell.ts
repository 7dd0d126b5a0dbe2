/** DISCONNECT, and nothing left behind. */

import type { Step } from '../step.ts';

export const farewellStep: Step = {
  title: 'Take leave',
  explanation: [
    'DISCONNECT ends a connection in order: no will is published, and a clean session ends with it.',
  ],
  async play(stage) {
    const { first, second } = stage;
    const end = stage.topic('end');
    const seen = second.inbox.length;
    await second.subscribe([stage.topic('#')], 1);
    await first.publish(end, 1, 'the end');
    await second.receive(end);
    const retained = second.inbox.slice(seen).filter((event) => event.retained);
    stage.check(retained.length === 0, 'no message of the tour is left on the server');
    for (const actor of [first, second]) {
      await actor.mqtt.disconnect();
      const last = actor.packets.at(-1)?.packet.type;
      stage.check(last === 'disconnect', `${actor.name} is gone, in order`);
    }
  },
};
