/** The saved state of a session: its schema, and the way between it and the live messages. */

import { encode, type PublishPacket, type PublishProperties, type Sender } from '@x/codec';
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
import {
  array,
  base64,
  boolean,
  type Infer,
  integer,
  object,
  oneOf,
  optional,
  pair,
  SchemaFault,
  text,
} from './schema.ts';
import type { Shared } from './shared.ts';

/** Bytes as base64; the rest as the packet has it. A topic alias belongs to a connection and is not kept. */
const properties = object({
  payloadFormatIndicator: optional(integer(0, 1)),
  messageExpiryInterval: optional(integer(0, 0xffff_ffff)),
  contentType: optional(text()),
  responseTopic: optional(text()),
  correlationData: optional(base64),
  subscriptionIdentifiers: optional(array(integer(1, 268_435_455))),
  userProperties: optional(array(pair(text()))),
});

/** A message as it is saved. */
export const savedMessage = object({
  packetId: integer(1, 65_535),
  /** 0 to 3 outgoing, 7 incoming, as in the tables of states. */
  state: integer(0, 7),
  topic: text(1),
  qos: oneOf([0, 1, 2]),
  retain: boolean,
  dup: boolean,
  payload: base64,
  properties: optional(properties),
  /** Past PUBREC: its place among the PUBRECs. */
  releaseOrder: optional(integer(1, Number.MAX_SAFE_INTEGER)),
});

const stateSchema = object({
  version: oneOf([1]),
  clientId: text(),
  /** The packet id given out last; 0 before the first. */
  lastPacketId: integer(0, 65_535),
  outgoing: array(savedMessage),
  incoming: array(savedMessage),
});

/** JSON-safe; made by `Session.save`. */
export type SessionState = Infer<typeof stateSchema>;
export type SavedMessage = SessionState['outgoing'][number];

/**
 * Reads what `Session.save` made, or what JSON made of it.
 * @throws SessionError `state-invalid`, with the first field that is wrong
 */
export function parseSessionState(value: unknown): SessionState {
  const state = checked(value);
  const { outgoing, incoming } = state;
  checkMessages(outgoing, 'outgoing', isOutgoingState);
  checkMessages(incoming, 'incoming', ({ qos: level, state }) => {
    return level === 2 && state === PUBREL_AWAITED;
  });
  checkPackets(outgoing.map(reviveOutgoing), 'client');
  checkPackets(incoming.map(reviveIncoming), 'server');
  return state;
}

export function saveMessage(live: OutgoingMessage | IncomingMessage): SavedMessage {
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
  const live = new OutgoingMessage();
  live.begin(request, saved.topic, saved.packetId, 0);
  live.state = saved.state;
  live.releaseOrder = saved.releaseOrder ?? 0;
  return live;
}

export function reviveIncoming(saved: SavedMessage): IncomingMessage {
  const payload = fromBase64(saved.payload);
  const packet = { ...revive(saved), payload, packetId: saved.packetId };
  const live = new IncomingMessage();
  live.begin(packet, saved.topic, saved.state);
  return live;
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

function checked(value: unknown): SessionState {
  try {
    stateSchema.check(value, '');
    return value as SessionState;
  } catch (error) {
    if (error instanceof SchemaFault) throw invalid(error.message);
    throw error;
  }
}
