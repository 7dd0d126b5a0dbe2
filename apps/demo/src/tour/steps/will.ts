/** The last will. */

import type { Actor } from '../actor.ts';
import type { Stage } from '../stage.ts';
import type { Step } from '../step.ts';

export const willStep: Step = {
  title: 'A last will',
  explanation: [
    'A client leaves its will with the server in CONNECT. The server publishes it if the connection ends',
    'without DISCONNECT; a client that takes its leave has no need of it.',
  ],
  async play(stage) {
    const { first } = stage;
    const status = stage.topic('status/+');
    await first.subscribe([status], 1);

    const polite = mortal(stage, 'cleo');
    await polite.connect();
    await polite.mqtt.disconnect();
    const sudden = mortal(stage, 'carl');
    await sudden.connect();
    stage.narrator.note(`carl's connection breaks`);
    await sudden.mqtt.interrupt();

    const will = await first.receive(stage.topic('status/carl'));
    stage.check(will.message === 'gone', `${first.name} received the will of carl: "gone"`);
    const none = first.texts(stage.topic('status/cleo')).length === 0;
    stage.check(none, 'cleo took her leave, and her will was not published');
  },
};

function mortal(stage: Stage, name: string): Actor {
  const actor = stage.enter(name, stage.plan.second);
  actor.mqtt.setWillTopic(stage.topic(`status/${name}`));
  actor.mqtt.setWillMessage('gone');
  actor.configure('WillQOS=1');
  return actor;
}
