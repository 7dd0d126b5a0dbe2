/** The three qualities of service, in both directions. */

import type { QoS } from '@x/codec';
import type { Actor } from '../actor.ts';
import { exchangeOf, expectedExchange } from '../exchange.ts';
import type { Stage } from '../stage.ts';
import type { Step } from '../step.ts';

export const qos0Step: Step = deliveryStep(0, 'QoS 0: at most once', [
  'One PUBLISH, no answer, no identifier. If the connection breaks, the message may be lost.',
]);

export const qos1Step: Step = deliveryStep(1, 'QoS 1: at least once', [
  'The receiver answers with PUBACK. A sender that does not get it sends the message again, so that it',
  'may come twice.',
]);

export const qos2Step: Step = deliveryStep(2, 'QoS 2: exactly once', [
  'PUBREC: I have it and keep its identifier, so I would know it again. PUBREL: you may forget the',
  'identifier. PUBCOMP: forgotten. Publisher to server, server to subscriber: two exchanges.',
]);

function deliveryStep(qos: QoS, title: string, explanation: readonly string[]): Step {
  return {
    title,
    explanation,
    async play(stage) {
      await deliver(stage, qos, stage.first, stage.second);
      await deliver(stage, qos, stage.second, stage.first);
    },
  };
}

async function deliver(stage: Stage, qos: QoS, from: Actor, to: Actor): Promise<void> {
  const topic = stage.topic(`qos${qos}/from-${from.name}`);
  await to.subscribe([topic], qos);
  await from.publish(topic, qos, `hello ${to.name}`);
  const message = await to.receive(topic);
  const expected = expectedExchange(qos, 'receiver');
  await stage.waits.until(
    `the end of ${to.name}'s exchange, which was: ${exchangeOf(to, 'receiver', topic)}`,
    () => exchangeOf(to, 'receiver', topic).length >= expected.length,
  );
  const once = to.texts(topic).join() === `hello ${to.name}` && message.QOS === qos;
  stage.check(once, `${to.name} received it once, with QoS ${qos}`);
  checkExchange(stage, from, topic, 'sender', qos);
  checkExchange(stage, to, topic, 'receiver', qos);
}

function checkExchange(
  stage: Stage,
  actor: Actor,
  topic: string,
  role: 'sender' | 'receiver',
  qos: QoS,
): void {
  const seen = exchangeOf(actor, role, topic);
  stage.check(seen === expectedExchange(qos, role), `${actor.name}: ${seen}`);
}
