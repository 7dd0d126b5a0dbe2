/** The tour: its steps, in the order in which they are played. */

import type { Step } from '../step.ts';
import { connectStep } from './connect.ts';
import { qos0Step, qos1Step, qos2Step } from './delivery.ts';
import { farewellStep } from './farewell.ts';
import { lostPubrecStep } from './lost-pubrec.ts';
import { lostPubrelStep } from './lost-pubrel.ts';
import { lostReceiptStep } from './lost-receipt.ts';
import { requestResponseStep } from './request-response.ts';
import { retainedStep } from './retained.ts';
import { sharedSubscriptionStep } from './shared-subscription.ts';
import { userPropertiesStep } from './user-properties.ts';
import { wildcardStep } from './wildcards.ts';
import { willStep } from './will.ts';

export const STEPS: readonly Step[] = [
  connectStep,
  wildcardStep,
  qos0Step,
  qos1Step,
  qos2Step,
  retainedStep,
  willStep,
  sharedSubscriptionStep,
  requestResponseStep,
  userPropertiesStep,
  lostPubrecStep,
  lostPubrelStep,
  lostReceiptStep,
  farewellStep,
];
