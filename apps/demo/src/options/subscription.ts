/** The options of a subscription. */

import type { OptionGroup } from './row.ts';

export const SUBSCRIPTION: OptionGroup = {
  title: 'MQTT 5: SUBSCRIBE',
  rows: [
    {
      flags: '--skip-own',
      help: 'No Local: nothing that this client published itself',
      v5: true,
      to: { setting: 'TopicNLArray' },
    },
    {
      flags: '--retain-as-published',
      help: 'keep the RETAIN flag as the publisher set it',
      v5: true,
      to: { setting: 'TopicRAPArray' },
    },
    {
      flags: '--retain-handling <0|1|2>',
      help: 'retained messages: 0 send them, 1 only to a new subscription, 2 never',
      v5: true,
      to: { setting: 'TopicRHArray' },
    },
    {
      flags: '--subscription-identifier <n>',
      help: 'comes back with each message of this subscription',
      v5: true,
      to: { setting: 'SubscriptionIdentifier' },
    },
  ],
};
