/** Retained messages. */

import type { Step } from '../step.ts';

export const retainedStep: Step = {
  title: 'A retained message',
  explanation: [
    'With RETAIN the server keeps the last message of a topic and gives it to everyone who subscribes',
    'later. An empty retained message clears the topic.',
  ],
  async play(stage) {
    const { first, second } = stage;
    const [lamp, after] = [stage.topic('lamp'), stage.topic('lamp/after')];
    await stage.retain(first, 'lamp', 'on');
    await second.subscribe([lamp], 1);
    const kept = await second.receive(lamp);
    stage.check(
      kept.message === 'on' && kept.retained,
      `${second.name} subscribed after it was published, and got it, marked RETAIN`,
    );
    await first.publish(lamp, 1, 'dimmed');
    const live = await second.receive(lamp, 'dimmed');
    stage.check(!live.retained, `what is published now comes without RETAIN: it is not old`);

    await stage.retain(first, 'lamp', '');
    // Its own message, which comes after what a subscription brings: nothing more can be on the way then.
    await first.subscribe([lamp, after], 1);
    await first.publish(after, 1, 'nothing before me');
    await first.receive(after);
    stage.check(first.texts(lamp).length === 0, `cleared: a new subscription brings nothing`);
  },
};
