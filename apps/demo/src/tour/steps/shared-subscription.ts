/** Shared subscriptions: one group, the messages divided. */

import type { Step } from '../step.ts';

const JOBS = 12;

export const sharedSubscriptionStep: Step = {
  title: 'A shared subscription',
  explanation: [
    'Members of a group subscribe to $share/group/filter. Each message goes to one of them, so that work',
    'is divided; the server chooses to whom.',
  ],
  instead: 'one publishes to a topic for each worker',
  async play(stage) {
    const { first, modern } = stage;
    const members = [stage.enter('dora', modern), stage.enter('emil', modern)];
    for (const member of members) {
      await member.connect();
      await member.subscribe([`$share/${stage.run}/${stage.topic('jobs')}`], 0);
    }
    const jobs = Array.from({ length: JOBS }, (_, index) => `job ${index + 1}`);
    for (const job of jobs) await first.publish(stage.topic('jobs'), 0, job);
    const done = () => members.map((member) => member.texts(stage.topic('jobs')));
    await stage.waits.until(`${JOBS} jobs`, () => done().flat().length >= JOBS);

    const shares = done();
    const sorted = shares.flat().toSorted(byNumber);
    const counts = members.map((member, index) => `${member.name} ${shares[index]?.length ?? 0}`);
    stage.check(sorted.join() === jobs.join(), `${JOBS} jobs arrived, each at one member`);
    const divided = shares.every((share) => share.length > 0);
    stage.check(divided, `the work is divided: ${counts.join(', ')}`);
    for (const member of members) await member.mqtt.disconnect();
  },
};

function byNumber(a: string, b: string): number {
  return Number(a.slice(4)) - Number(b.slice(4));
}
