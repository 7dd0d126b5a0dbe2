/** A session cut while the client receives: its PUBREC is lost, and more is published while it is away. */

import { packetIdOf } from '../exchange.ts';
import type { Step } from '../step.ts';
import { breakLink, enterBehindLink, noteMissingDup, receivedUpToNow, restart } from './restart.ts';

export const lostReceiptStep: Step = {
  title: 'Cut at QoS 2 while receiving, messages while away',
  explanation: [
    'Now the server cannot know whether its message arrived, and sends it again. What was published in',
    'the meantime has waited in the session.',
  ],
  async play(stage) {
    const { first, plan } = stage;
    const topic = stage.topic('news');
    const { before, link } = await enterBehindLink(stage, 'kim', plan.second, topic);

    before.onPacket = ({ packet }) => {
      if (packet.type === 'publish') link.swallow('up');
    };
    await first.publish(topic, 2, 'news 1');
    await breakLink(stage, before, link);
    const id = packetIdOf(before.packets.find(({ packet }) => packet.type === 'publish'));
    // With QoS 1: aedes 1.2 mixes up two PUBREL that a session owes at the same time.
    await first.publish(topic, 1, 'news 2');

    const after = await restart(stage, before, link);
    await after.receive(topic, 'news 1');
    await after.receive(topic, 'news 2');
    const again = after.packets.find(
      (traced) => traced.packet.type === 'publish' && packetIdOf(traced) === id,
    );
    stage.check(again !== undefined, `the message came again, with identifier ${id} as before`);
    if (again !== undefined) noteMissingDup(stage, again);
    const received = await receivedUpToNow(first, topic, [after, before]);
    // QoS 1 is through with one answer, and may overtake.
    const sorted = received.split(', ').toSorted().join(', ');
    stage.check(sorted === 'news 1, news 2', `kim received each exactly once: ${received}`);
    await after.mqtt.disconnect();
  },
};
