/** User properties: names and values of one's own. */

import type { Step } from '../step.ts';

const PAIRS = [
  ['unit', 'celsius'],
  ['via', 'gateway 7'],
  ['via', 'gateway 3'],
] as const;

export const userPropertiesStep: Step = {
  title: 'User properties',
  explanation: [
    'Names and values of your own travel with a message, beside the payload. The server hands them on in',
    'their order, and a name may come more than once.',
  ],
  instead: 'such things go into the payload',
  async play(stage) {
    const sender = stage.second;
    const receiver = stage.enter('gil', stage.modern);
    const topic = stage.topic('reading');
    await receiver.connect();
    await receiver.subscribe([topic], 1);

    sender.configure(`OutgoingUserPropCount=${PAIRS.length}`);
    for (const [index, [name, value]] of PAIRS.entries()) {
      sender.configure(`OutgoingUserPropName[${index}]=${name}`);
      sender.configure(`OutgoingUserPropValue[${index}]=${value}`);
    }
    await sender.publish(topic, 1, '21.5');
    sender.configure('OutgoingUserPropCount=0');

    const message = await receiver.receive(topic);
    const came = (message.properties?.userProperties ?? []).map((pair) => pair.join('='));
    stage.check(
      came.join() === PAIRS.map((pair) => pair.join('=')).join(),
      `${receiver.name} received them all, in order: ${came.join(', ')}`,
    );
    await receiver.mqtt.disconnect();
  },
};
