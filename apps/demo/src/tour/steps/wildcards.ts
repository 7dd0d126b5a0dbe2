/** Topics, filters, and the two wildcards. */

import type { Actor } from '../actor.ts';
import type { Stage } from '../stage.ts';
import type { Step } from '../step.ts';

export const wildcardStep: Step = {
  title: 'Subscribe with wildcards',
  explanation: [
    'A filter names topics: + stands for one level, # for what is left, however deep. The server sends',
    'each message to all whose filter matches; publisher and subscriber need not know each other.',
  ],
  async play(stage) {
    const { first, second } = stage;
    await second.subscribe([stage.topic('home/+/temperature')], 0);
    await first.subscribe([stage.topic('garden/#')], 0);
    const fromHome = await heard(stage, first, second, [
      'home/kitchen/temperature',
      'home/kitchen/humidity',
      'home/cellar/shelf/temperature',
      'home/roof/temperature',
    ]);
    stage.check(
      fromHome === 'home/kitchen/temperature, home/roof/temperature',
      `${stage.topic('home/+/temperature')} matched one level: ${fromHome}`,
    );
    const fromGarden = await heard(stage, second, first, [
      'garden',
      'gardener',
      'garden/pond/fish',
      'garden/gate',
    ]);
    stage.check(
      fromGarden === 'garden, garden/pond/fish, garden/gate',
      `${stage.topic('garden/#')} matched all below, and its parent: ${fromGarden}`,
    );
    await second.unsubscribe(stage.topic('home/+/temperature'));
  },
};

/** Publishes to all, the last of which must match, and tells which of them came. */
async function heard(
  stage: Stage,
  from: Actor,
  to: Actor,
  topics: readonly string[],
): Promise<string> {
  for (const levels of topics) await from.publish(stage.topic(levels), 0, 'hi');
  await to.receive(stage.topic(topics.at(-1) ?? ''));
  const own = `${stage.prefix}/`;
  return to.inbox.map(({ topic }) => topic.replace(own, '')).join(', ');
}
