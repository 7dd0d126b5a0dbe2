/** The messages of a run: each has a number, which its payload carries, and one of three topics. */

import type { PublishPacket } from '@x/codec';

const TOPICS = ['a', 'bb', 'ccc'] as const;

export function topicOf(number: number): string {
  return TOPICS[number % TOPICS.length] ?? '';
}

/** Each topic has one alias of its own. */
export function aliasOf(number: number): number {
  return (number % TOPICS.length) + 1;
}

export function payloadOf(number: number): Uint8Array {
  return Uint8Array.of(number >> 8, number & 255);
}

export function numberOf({ payload }: Pick<PublishPacket, 'payload'>): number {
  return ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
}
