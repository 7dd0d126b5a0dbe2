/** A session cut while the client sends: PUBREL is lost. */

import { exchangeOf } from '../exchange.ts';
import type { Step } from '../step.ts';
import { breakLink, enterBehindLink, receivedUpToNow, restart, resumed } from './restart.ts';

export const lostPubrelStep: Step = {
  title: 'Cut at QoS 2 while sending: PUBREL is lost',
  explanation: [
    'Once PUBREC has come, the message is the server’s: the client goes on with PUBREL, and must not send',
    'the message again.',
  ],
  async play(stage) {
    const { first, plan } = stage;
    const topic = stage.topic('payments');
    await first.subscribe([topic], 2);
    const inbox = stage.topic('ivo');
    const { before, link } = await enterBehindLink(stage, 'ivo', plan.second, inbox);

    before.onPacket = ({ packet }) => {
      if (packet.type === 'pubrec') link.swallow('up');
    };
    await before.send(topic, 2, 'payment 1');
    await breakLink(stage, before, link);
    const unfinished = exchangeOf(before, 'sender', topic);
    stage.check(
      unfinished === '-> PUBLISH, <- PUBREC, -> PUBREL',
      `the exchange is unfinished: ${unfinished}`,
    );

    const after = await restart(stage, before, link);
    await resumed(stage, after);
    const types = after.packets.map(({ packet }) => packet.type);
    stage.check(
      types.includes('pubrel') && !types.includes('publish'),
      'PUBREL went out again, and the message did not',
    );
    const received = await receivedUpToNow(after, topic, [first]);
    stage.check(received === 'payment 1', `${first.name} received it exactly once: ${received}`);
    await after.mqtt.disconnect();
  },
};
