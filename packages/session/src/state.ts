/** The saved state of a session: its schema, and the way between it and the live messages. */

import { encode, type PublishPacket, type PublishProperties, type Sender } from '@x/codec';
import * as z from 'zod/mini';
import { fromBase64, toBase64 } from './base64.ts';
import { SessionError } from './errors.ts';
import { IncomingMessage, PUBREL_AWAITED } from './incoming-message.ts';
import {
  OUTGOING_FINISHED,
  OutgoingMessage,
  PUBACK_AWAITED,
  PUBCOMP_AWAITED,
  PUBREC_AWAITED,
} from './outgoing-message.ts';
import type { Shared } from './shared.ts';

const packetId = z.int().check(z.gte(1), z.lte(65_535));
const qos = z.union([z.literal(0), z.literal(1), z.literal(2)]);

/** Bytes as base64; the rest as the packet has it. A topic alias belongs to a connection and is not kept. */
const properties = z.strictObject({
  payloadFormatIndicator: z.optional(z.int().check(z.gte(0), z.lte(1))),
  messageExpiryInterval: z.optional(z.int().check(z.gte(0), z.lte(0xffff_ffff))),
  contentType: z.optional(z.string()),
  responseTopic: z.optional(z.string()),
  correlationData: z.optional(z.base64()),
  subscriptionIdentifiers: z.optional(z.array(z.int().check(z.gte(1), z.lte(268_435_455)))),
  userProperties: z.optional(z.array(z.tuple([z.string(), z.string()]))),
});

const message = z.strictObject({
  packetId,
  /** 0 to 3 outgoing, 7 incoming, as in the tables of states. */
  state: z.int().check(z.gte(0), z.lte(7)),
  topic: z.string().check(z.minLength(1)),
  qos,
  retain: z.boolean(),
  dup: z.boolean(),
  payload: z.base64(),
  properties: z.optional(properties),
  /** Past PUBREC: its place among the PUBRECs. */
  releaseOrder: z.optional(z.int().check(z.gte(1))),
});

const stateSchema = z.strictObject({
  version: z.literal(1),
  clientId: z.string(),
  /** The packet id given out last; 0 before the first. */
  lastPacketId: z.int().check(z.gte(0), z.lte(65_535)),
  outgoing: z.array(message),
  incoming: z.array(message),
});

/** JSON-safe; made by `Session.save`. */
export type SessionState = z.infer<typeof stateSchema>;
type SavedMessage = SessionState['outgoing'][number];

/**
 * Reads what `Session.save` made, or what JSON made of it.
 * @throws SessionError `state-invalid`, with the first field that is wrong
 */
export function parseSessionState(value: unknown): SessionState {
  const result = stateSchema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`);
  }
  const { outgoing, incoming } = result.data;
  checkMessages(outgoing, 'outgoing', isOutgoingState);
  checkMessages(incoming, 'incoming', ({ qos: level, state }) => {
    return level === 2 && state === PUBREL_AWAITED;
  });
  checkPackets(outgoing.map(reviveOutgoing), 'client');
  checkPackets(incoming.map(reviveIncoming), 'server');
  return result.data;
}

function saveMessage(live: OutgoingMessage | IncomingMessage): SavedMessage {
  return {
    packetId: live.packetId,
    state: live.state,
    topic: live.fullTopic,
    qos: live.qos,
    retain: live.retain,
    dup: live.dup,
    payload: toBase64(live.payload),
    ...(live.properties === undefined ? {} : { properties: saveProperties(live.properties) }),
    ...('releaseOrder' in live && live.releaseOrder > 0 ? { releaseOrder: live.releaseOrder } : {}),
  };
}

export function reviveOutgoing(saved: SavedMessage): OutgoingMessage {
  const payload = fromBase64(saved.payload);
  const request = { ...revive(saved), payload };
  const live = new OutgoingMessage(request, saved.topic, payload, saved.packetId, 0);
  live.state = saved.state;
  live.releaseOrder = saved.releaseOrder ?? 0;
  return live;
}

export function reviveIncoming(saved: SavedMessage): IncomingMessage {
  const payload = fromBase64(saved.payload);
  const packet = { ...revive(saved), payload, packetId: saved.packetId };
  return new IncomingMessage(packet, saved.topic, payload, saved.state);
}

/** What is not through, in its original order. */
export function saveState(
  clientId: string,
  lastPacketId: number,
  outgoing: Iterable<OutgoingMessage>,
  incoming: Iterable<IncomingMessage>,
): SessionState {
  return {
    version: 1,
    clientId,
    lastPacketId,
    outgoing: [...outgoing].filter(({ state }) => state !== OUTGOING_FINISHED).map(saveMessage),
    incoming: [...incoming].filter(({ state }) => state === PUBREL_AWAITED).map(saveMessage),
  };
}

/**
 * A SUBSCRIBE or UNSUBSCRIBE on the live connection keeps its id.
 * @throws SessionError `state-invalid`
 */
export function checkIds(state: SessionState, inUse: Shared['ids']): void {
  for (const { packetId: id } of state.outgoing) {
    const holder = inUse.get(id);
    if (holder === undefined || holder.type === 'publish') continue;
    throw invalid(`packet id ${id} is in use by a ${holder.type}`);
  }
}

function isOutgoingState({ qos: level, state }: SavedMessage): boolean {
  if (level === 1) return state === PUBACK_AWAITED;
  return (
    level === 2 && state >= PUBREC_AWAITED && state <= PUBCOMP_AWAITED && state < OUTGOING_FINISHED
  );
}

function checkMessages(
  messages: readonly SavedMessage[],
  name: string,
  fits: (saved: SavedMessage) => boolean,
): void {
  const seen = new Set<number>();
  messages.forEach((saved, i) => {
    if (seen.has(saved.packetId)) {
      throw invalid(`${name}.${i}.packetId: ${saved.packetId} twice`);
    }
    seen.add(saved.packetId);
    if (!fits(saved)) {
      throw invalid(`${name}.${i}.state: ${saved.state} does not fit QoS ${saved.qos}`);
    }
  });
}

/** What the codec refuses would be found out only in the middle of a resume. */
function checkPackets(packets: readonly PublishPacket[], from: Sender): void {
  for (const packet of packets) {
    try {
      encode(packet, 5, { from });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw invalid(`the message with packet id ${packet.packetId}: ${why}`, cause);
    }
  }
}

function saveProperties(live: PublishProperties): SavedMessage['properties'] {
  const {
    topicAlias: _,
    correlationData,
    subscriptionIdentifiers,
    userProperties,
    ...plain
  } = live;
  return {
    ...plain,
    ...(correlationData === undefined ? {} : { correlationData: toBase64(correlationData) }),
    ...(subscriptionIdentifiers === undefined
      ? {}
      : { subscriptionIdentifiers: [...subscriptionIdentifiers] }),
    ...(userProperties === undefined
      ? {}
      : { userProperties: userProperties.map(([name, value]): [string, string] => [name, value]) }),
  };
}

function revive(saved: SavedMessage) {
  const { properties: kept } = saved;
  return {
    type: 'publish' as const,
    topic: saved.topic,
    qos: saved.qos,
    retain: saved.retain,
    dup: saved.dup,
    properties:
      kept === undefined
        ? undefined
        : {
            ...kept,
            correlationData:
              kept.correlationData === undefined ? undefined : fromBase64(kept.correlationData),
          },
  };
}

function invalid(detail: string, cause?: unknown): SessionError {
  return new SessionError('state-invalid', `the saved session cannot be read: ${detail}`, {
    cause,
  });
}
