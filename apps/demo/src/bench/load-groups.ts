/** The options of a load that its clients are configured from. */

import { CLIENT_GROUPS } from '../options/groups.ts';
import { PUBLISH_PROPERTIES } from '../options/message.ts';
import type { OptionGroup } from '../options/row.ts';
import { SUBSCRIPTION } from '../options/subscription.ts';

export const LOAD_GROUPS: readonly OptionGroup[] = [
  PUBLISH_PROPERTIES,
  SUBSCRIPTION,
  ...CLIENT_GROUPS,
];
