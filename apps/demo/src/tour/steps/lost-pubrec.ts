/** A session cut while the client sends: PUBREC is lost. */

import { arrowed, exchangeOf } from '../exchange.ts';
import type { Step } from '../step.ts';
import { breakLink, enterBehindLink, receivedUpToNow, restart, resumed } from './restart.ts';

export const lostPubrecStep: Step = {
  title: 'Cut at QoS 2 while sending: PUBREC is lost',
  explanation: [
    'The server has the message, but the client cannot know. With its saved session it sends the message',
    'again: same identifier, DUP set. The server knows the identifier and takes the message once.',
  ],
  async play(stage) {
    const { second, plan } = stage;
    const topic = stage.topic('orders');
    await second.subscribe([topic], 2);
    const inbox = stage.topic('hanna');
    const { before, link } = await enterBehindLink(stage, 'hanna', plan.first, inbox);

    link.swallow('down');
    await before.send(topic, 2, 'order 1');
    await breakLink(stage, before, link);
    const unfinished = exchangeOf(before, 'sender', topic);
    stage.check(unfinished === '-> PUBLISH', `the exchange is unfinished: ${unfinished}`);

    const after = await restart(stage, before, link);
    await resumed(stage, after);
    const again = after.packets.filter(({ packet }) => packet.type === 'publish');
    const marked = again.every(({ packet }) => packet.type === 'publish' && packet.dup);
    stage.check(
      again.map(arrowed).join() === '-> PUBLISH' && marked,
      'the message went out again, marked DUP',
    );
    const received = await receivedUpToNow(after, topic, [second]);
    stage.check(received === 'order 1', `${second.name} received it exactly once: ${received}`);
    await after.mqtt.disconnect();
  },
};
