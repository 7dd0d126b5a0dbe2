/** The options of messages: of what is published, and of the last will. */

import { InvalidArgumentError } from 'commander';
import { type OptionGroup, type OptionRow, repeated, whole } from './row.ts';

export const QOS: OptionRow = {
  flags: '-q, --qos <0|1|2>',
  help: 'at most once, at least once, exactly once',
  initial: 0,
  parse: whole(0, 2),
};

export const PUBLISH_PROPERTIES: OptionGroup = {
  title: 'MQTT 5: PUBLISH',
  rows: [
    {
      flags: '-D, --user-property <name=value>',
      help: 'may be repeated',
      v5: true,
      parse: repeated,
      to: { json: 'OutgoingMessageProperties', key: 'UserProperty' },
    },
    {
      flags: '--content-type <type>',
      help: 'what the payload is, such as application/json',
      v5: true,
      to: { json: 'OutgoingMessageProperties', key: 'ContentType' },
    },
    {
      flags: '--response-topic <topic>',
      help: 'where the answer is expected',
      v5: true,
      to: { json: 'OutgoingMessageProperties', key: 'ResponseTopic' },
    },
    {
      flags: '--correlation-data <text>',
      help: 'what the answer has to repeat; bytes as 0x…',
      v5: true,
      to: { json: 'OutgoingMessageProperties', key: 'CorrelationData', as: hexOf },
    },
    {
      flags: '--message-expiry <seconds>',
      help: 'how long the message is worth delivering',
      v5: true,
      to: { json: 'OutgoingMessageProperties', key: 'MessageExpInterval' },
    },
    {
      flags: '--payload-format <0|1>',
      help: '1: the payload is UTF-8',
      v5: true,
      to: { json: 'OutgoingMessageProperties', key: 'PayloadFormatIndicator' },
    },
    {
      flags: '--topic-alias <n>',
      help: 'send the topic once, then this number in its place',
      v5: true,
      parse: whole(1, 65_535),
      to: { json: 'OutgoingMessageProperties', key: 'TopicAlias' },
    },
  ],
};

export const WILL: OptionGroup = {
  title: 'Last will',
  rows: [
    {
      flags: '--will-topic <topic>',
      help: 'what the broker publishes when the connection ends without DISCONNECT, where',
      to: { put: (mqtt, topic: string) => mqtt.setWillTopic(topic) },
    },
    {
      flags: '--will-message <text>',
      help: 'what',
      to: { put: (mqtt, text: string) => mqtt.setWillMessage(text) },
    },
    { flags: '--will-qos <0|1|2>', help: 'with which QoS', to: { setting: 'WillQOS' } },
    { flags: '--will-retain', help: 'retained', to: { setting: 'WillRetain' } },
    {
      flags: '--will-delay <seconds>',
      help: 'after how long',
      v5: true,
      to: { json: 'WillProperties', key: 'WillDelayInterval' },
    },
    {
      flags: '--will-content-type <type>',
      help: 'as --content-type',
      v5: true,
      to: { json: 'WillProperties', key: 'ContentType' },
    },
    {
      flags: '--will-response-topic <topic>',
      help: 'as --response-topic',
      v5: true,
      to: { json: 'WillProperties', key: 'ResponseTopic' },
    },
    {
      flags: '--will-correlation-data <text>',
      help: 'as --correlation-data',
      v5: true,
      to: { json: 'WillProperties', key: 'CorrelationData', as: hexOf },
    },
    {
      flags: '--will-message-expiry <seconds>',
      help: 'as --message-expiry',
      v5: true,
      to: { json: 'WillProperties', key: 'MessageExpInterval' },
    },
    {
      flags: '--will-payload-format <0|1>',
      help: 'as --payload-format',
      v5: true,
      to: { json: 'WillProperties', key: 'PayloadFormatIndicator' },
    },
    {
      flags: '--will-user-property <name=value>',
      help: 'as --user-property',
      v5: true,
      parse: repeated,
      to: { json: 'WillProperties', key: 'UserProperty' },
    },
  ],
};

/** Text as the hexadecimal digits of its UTF-8; 0x… as it is. */
export function hexOf(text: string): string {
  const [, digits] = /^0x((?:[0-9a-f]{2})*)$/i.exec(text) ?? [];
  return digits ?? Buffer.from(text).toString('hex');
}

/** A parser of hexadecimal text with or without spaces. */
export function bytesOf(text: string): Uint8Array {
  const digits = text.replace(/0x|[\s,:]/gi, '');
  if (/^(?:[0-9a-f]{2})*$/i.test(digits)) return Uint8Array.from(Buffer.from(digits, 'hex'));
  throw new InvalidArgumentError('It must be pairs of hexadecimal digits.');
}
