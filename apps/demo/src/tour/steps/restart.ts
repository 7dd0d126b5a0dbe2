/** What the steps about broken links have in common: the cut, the restart of the application, and the proof. */

import type { TracedPacket } from '../../client/wire.ts';
import type { Actor } from '../actor.ts';
import type { Link } from '../link.ts';
import type { Voice } from '../plan.ts';
import type { Stage } from '../stage.ts';
import { connackOf } from './connect.ts';

/** A client that is subscribed and whose session the server keeps, behind a link that can break. */
export async function enterBehindLink(
  stage: Stage,
  name: string,
  voice: Voice,
  topic: string,
): Promise<{ readonly before: Actor; readonly link: Link }> {
  const link = await stage.link(voice);
  const before = stage.enterWithSession(name, voice, link);
  await before.connect();
  await before.subscribe([topic], 2);
  return { before, link };
}

/** Breaks the link once it has lost something, and lets the client notice. */
export async function breakLink(stage: Stage, actor: Actor, link: Link): Promise<void> {
  await stage.waits.until('something that the link can lose', () => link.swallowed > 0);
  stage.narrator.note(`the link breaks, and takes the last ${link.swallowed} bytes along`);
  link.cut();
  await stage.waits.until(`${actor.name} to notice`, () => !actor.mqtt.isConnected());
}

/** The application ends and starts again: of the old client, only the saved text is left. */
export async function restart(stage: Stage, before: Actor, link: Link): Promise<Actor> {
  const saved = await before.mqtt.saveSession();
  const { name, voice } = before.part;
  stage.narrator.note(
    `${name} ends, and starts again with its saved session: ${saved.length} characters`,
  );
  const after = stage.enterWithSession(name, voice, link);
  await after.mqtt.restoreSession(saved);
  await after.connect();
  const present = connackOf(after)?.sessionPresent === true;
  stage.check(present, 'the server has kept the session too (session present)');
  return after;
}

/** Resolves when everything that the client sent is acknowledged to its end. */
export async function resumed(stage: Stage, after: Actor): Promise<void> {
  await stage.waits.until(
    'the end of the resumed exchange',
    () => after.mqtt.getOutgoingMessages().size === 0,
  );
}

/** A resend must have DUP set ([MQTT-3.3.1-1]); some servers forget it, which does no harm here. */
export function noteMissingDup(stage: Stage, { packet }: TracedPacket): void {
  if (packet.type === 'publish' && !packet.dup) {
    stage.narrator.note('without DUP: this server does not mark what it sends again');
  }
}

/** Publishes one more message to where the others went: what comes twice would have come before it. */
export async function receivedUpToNow(
  from: Actor,
  topic: string,
  receivers: readonly [Actor, ...Actor[]],
): Promise<string> {
  const last = 'that is all';
  await from.publish(topic, 2, last);
  const [current] = receivers;
  await current.receive(topic, last);
  const texts = receivers.toReversed().flatMap((receiver) => receiver.texts(topic));
  return texts.filter((text) => text !== last).join(', ');
}
