/** The offline queue's bytes counted a topic's UTF-16 units. */

import { expect, it } from 'vitest';
import { bytes, Client } from '../support/client.ts';

it('a topic counts with its bytes', () => {
  const client = new Client(5, { offlineQueueMessages: 10, offlineQueueBytes: 12 });
  client.publish(1, { topic: '\u00e4\u20ac', payload: bytes('x') });
  const over = client.publish(1, { topic: '\u00e4\u20ac', payload: bytes('xx') });
  const fits = client.publish(1, { topic: '\u00e4\u20ac', payload: bytes('x') });
  expect([client.sink.errorOf(over, 'sent'), client.sink.errorOf(fits, 'sent')]).toEqual([
    'queue-full',
    undefined,
  ]);
});
