/** `x-mqtt rr`: asks and waits for the answer, or answers what others ask; MQTT 5's request and response. */

import { randomUUID } from 'node:crypto';
import type { MessageEvent } from '@x/client';
import type { QoS } from '@x/codec';
import { Command } from 'commander';
import { Client } from '../client/client.ts';
import { LONGEST, within } from '../client/limit.ts';
import { PAYLOAD, type PayloadOptions, payloadsOf } from '../client/payloads.ts';
import { Waiting } from '../client/waiting.ts';
import { CommandFailure } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { CLIENT_GROUPS, RECONNECT } from '../options/groups.ts';
import { hexOf, PUBLISH_PROPERTIES, QOS } from '../options/message.ts';
import { addNotes } from '../options/notes.ts';
import {
  checkedFormat,
  FORMAT_NOTES,
  messageWriter,
  OUTPUT,
  type OutputOptions,
} from '../options/output.ts';
import { addOptions, number, type OptionGroup, whole } from '../options/row.ts';
import type { Terminal } from '../terminal.ts';
import { formatter, hex } from '../text/format.ts';

const REQUEST: OptionGroup = {
  title: 'Request and response',
  rows: [
    { flags: '-t, --topic <topic>', help: 'where requests go; also the first argument' },
    QOS,
    {
      flags: '--answer <format>',
      help: 'answer the requests of others with this, see below; %p is an echo',
      parse: checkedFormat,
    },
    { flags: '-C, --count <n>', help: 'answers to give, then end', parse: whole(1, 2 ** 31) },
    {
      flags: '-W, --timeout <seconds>',
      help: 'for each answer, or to go on answering',
      parse: number(0.001, LONGEST),
    },
    RECONNECT,
  ],
};

const GROUPS = [REQUEST, PAYLOAD, PUBLISH_PROPERTIES, OUTPUT, ...CLIENT_GROUPS];
/** Seconds. */
const PATIENCE = 10;

interface RrOptions extends PayloadOptions, OutputOptions {
  readonly [name: string]: unknown;
  readonly topic?: string;
  readonly protocol: string;
  readonly qos: QoS;
  readonly answer?: string;
  readonly count?: number;
  readonly timeout?: number;
  readonly responseTopic?: string;
  readonly correlationData?: string;
}

export function rrCommand({ terminal }: Invocation): Command {
  const command = new Command('rr').argument('[topic]').argument('[message]');
  const examples = [
    "x-mqtt rr clock/now --answer 'It is %I'",
    'x-mqtt rr clock/now please --timeout 3',
  ];
  return addNotes(addOptions(command, GROUPS), examples, { notes: FORMAT_NOTES }).action(
    async (topicArgument?: string, messageArgument?: string) => {
      const given = command.opts<RrOptions>();
      const topic = given.topic ?? topicArgument;
      const message = given.topic === undefined ? messageArgument : topicArgument;
      const options: RrOptions = message === undefined ? given : { ...given, message };
      if (topic === undefined) throw new CommandFailure('usage', 'give a topic');
      if (options.protocol !== '5.0') throw new CommandFailure('usage', 'rr needs --protocol 5.0');
      const { answer } = options;
      const work =
        answer === undefined ? asking(options, topic, terminal) : answering(options, topic, answer);
      await Client.use(terminal, GROUPS, options, work);
    },
  );
}

function asking(options: RrOptions, topic: string, terminal: Terminal) {
  const payloads = payloadsOf(options, terminal);
  const write = messageWriter(options, terminal);
  const { qos, timeout = PATIENCE, responseTopic = `x-mqtt/answers/${randomUUID()}` } = options;
  return async (client: Client): Promise<void> => {
    const answers: MessageEvent[] = [];
    client.onMessage((message) => answers.push(message));
    await client.connect();
    await client.subscribe([responseTopic], qos);
    for await (const payload of payloads) {
      const correlation = hexOf(options.correlationData ?? randomUUID());
      await client.publish(topic, qos, payload, { responseTopic, correlation });
      const isAnswer = ({ properties }: MessageEvent): boolean =>
        properties?.correlationData !== undefined &&
        hex(properties.correlationData) === correlation;
      await within(
        timeout,
        'no answer came',
        client.until(() => answers.some(isAnswer)),
      );
      const answer = answers.find(isAnswer);
      if (answer !== undefined) write(answer);
    }
  };
}

function answering({ qos, count, timeout }: RrOptions, topic: string, answer: string) {
  const form = formatter(answer);
  return async (client: Client): Promise<void> => {
    const waiting = new Waiting();
    let given = 0;
    client.onMessage((request) => {
      const { responseTopic, correlationData } = request.properties ?? {};
      if (responseTopic === undefined || given === count) return;
      given++;
      const payload = Buffer.concat(form(request).map((piece) => Buffer.from(piece)));
      const correlation = correlationData === undefined ? '' : hex(correlationData);
      client
        .publish(responseTopic, qos, payload, { responseTopic: '', correlation })
        .then(() => given === count && waiting.end(), client.fail);
    });
    await client.connect();
    await client.subscribe([topic], qos);
    await waiting.over(timeout);
    await client.settled();
  };
}
