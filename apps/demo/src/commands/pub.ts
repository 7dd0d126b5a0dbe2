/** `x-mqtt pub`: publishes messages, and ends when the broker has them. */

import { setTimeout as pause } from 'node:timers/promises';
import type { QoS } from '@x/codec';
import { Command } from 'commander';
import { Client } from '../client/client.ts';
import { LONGEST, within } from '../client/limit.ts';
import { PAYLOAD, type PayloadOptions, payloadsOf } from '../client/payloads.ts';
import { CommandFailure } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { CLIENT_GROUPS, RECONNECT } from '../options/groups.ts';
import { PUBLISH_PROPERTIES, QOS } from '../options/message.ts';
import { addNotes } from '../options/notes.ts';
import { addOptions, number, type OptionGroup, whole } from '../options/row.ts';

const MESSAGE: OptionGroup = {
  title: 'Message',
  rows: [
    { flags: '-t, --topic <topic>', help: 'the topic; also the first argument' },
    QOS,
    {
      flags: '-r, --retain',
      help: 'the broker keeps it for subscribers that come later',
      to: { setting: 'Retain' },
    },
    { flags: '-C, --count <n>', help: 'publish it so often', initial: 1, parse: whole(1, 2 ** 31) },
    {
      flags: '--interval <seconds>',
      help: 'between two messages',
      initial: 0,
      parse: number(0, LONGEST),
    },
    {
      flags: '-W, --timeout <seconds>',
      help: 'for the acknowledgements after the last message',
      initial: 30,
      parse: number(0.001, LONGEST),
    },
    RECONNECT,
  ],
};

const GROUPS = [MESSAGE, PAYLOAD, PUBLISH_PROPERTIES, ...CLIENT_GROUPS];

interface PubOptions extends PayloadOptions {
  readonly [name: string]: unknown;
  readonly topic?: string;
  readonly qos: QoS;
  readonly count: number;
  readonly interval: number;
  readonly timeout: number;
  readonly topicAlias?: number;
}

export function pubCommand({ terminal }: Invocation): Command {
  const command = new Command('pub').argument('[topic]').argument('[message]');
  return addNotes(addOptions(command, GROUPS), [
    'x-mqtt pub home/kitchen/temperature 21.5 --qos 1 --retain',
    'x-mqtt pub -t camera/1 -f cat.jpg -q 2 --content-type image/jpeg',
    'tail -f /var/log/syslog | x-mqtt pub logs/here --lines',
    'x-mqtt pub orders/new "$ORDER" -q 2 --session orders.journal',
  ]).action(async (topicArgument?: string, messageArgument?: string) => {
    const given = command.opts<PubOptions>();
    const topic = given.topic ?? topicArgument;
    const message =
      topicArgument !== given.topic && given.topic !== undefined ? topicArgument : messageArgument;
    const options: PubOptions = message === undefined ? given : { ...given, message };
    if (topic === undefined) throw new CommandFailure('usage', 'give a topic');
    const payloads = payloadsOf(options, terminal);
    await Client.use(terminal, GROUPS, options, (client) =>
      publishAll(client, options, topic, payloads),
    );
  });
}

async function publishAll(
  client: Client,
  options: PubOptions,
  topic: string,
  payloads: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { qos, count, interval, timeout, topicAlias } = options;
  await client.connect();
  let first = true;
  for await (const payload of payloads) {
    for (let times = 0; times < count; times++) {
      if (!first && interval > 0) await pause(interval * 1000);
      const aliased = topicAlias !== undefined && client.hasSent(topic);
      await client.publish(aliased ? '' : topic, qos, payload);
      first = false;
    }
  }
  await within(timeout, 'not every acknowledgement came', client.settled());
}
