/** The one error of this package, its codes, and the reason code that each puts on the wire. */

import type { Packet, PacketType } from './packet.ts';

/** The MQTT 5 reason code of each stable `code`: whose fault it is, said to the other side. */
export const CODEC_CODES = {
  /** The packet ends inside a field, or a property inside the property section. */
  TRUNCATED: 0x81,
  /** Bytes follow the last field. */
  TRAILING_BYTES: 0x81,
  /** A packet type that the version does not have, or an unknown `type`. */
  PACKET_TYPE: 0x81,
  /** Fixed-header flags other than the listed ones. */
  HEADER_FLAGS: 0x81,
  /** A bit that must be 0 is 1. */
  RESERVED_BITS: 0x81,
  /** A variable byte integer of more bytes than needed, or of five. */
  VARIABLE_INTEGER: 0x81,
  /** Text that is no well-formed UTF-8, or holds a surrogate or U+0000. */
  INVALID_TEXT: 0x81,
  /** QoS 3. */
  INVALID_QOS: 0x81,
  /** A property that the packet may not carry, or an unknown one. */
  UNEXPECTED_PROPERTY: 0x81,
  /** A property that may stand once stands twice. */
  REPEATED_PROPERTY: 0x82,
  /** Fields that exclude or require each other. */
  CONTRADICTION: 0x82,
  /** A field is missing that the packet requires. */
  MISSING_FIELD: 0x82,
  /** A list of filters or reason codes without an entry. */
  EMPTY_LIST: 0x82,
  /** A value outside the range of its field. */
  OUT_OF_RANGE: 0x82,
  /** Packet identifier 0. */
  PACKET_ID: 0x82,
  /** A reason code that this packet may not carry, or not from this side. */
  REASON_CODE: 0x82,
  /** A packet that this side may not send, or another one before CONNECT. */
  UNEXPECTED_PACKET: 0x82,
  /** A topic name with a wildcard, or empty. */
  TOPIC_NAME: 0x82,
  /** A topic filter with a misplaced wildcard, empty, or a malformed shared subscription. */
  TOPIC_FILTER: 0x82,
  /** The caller gave a value of another JavaScript type than the field has. */
  INVALID_TYPE: 0x83,
  /** An option of the encoder or decoder is invalid. */
  INVALID_OPTION: 0x83,
  /** `push` was called from inside the visitor of the same decoder. */
  REENTRANT: 0x83,
  /** Another protocol than MQTT 3.1.1 and 5.0. */
  UNSUPPORTED_VERSION: 0x84,
  /** Topic alias 0. */
  TOPIC_ALIAS: 0x94,
  /** Larger than `maxPacketSize`, or than MQTT can express. */
  PACKET_TOO_LARGE: 0x95,
} as const;

export type CodecErrorCode = keyof typeof CODEC_CODES;

/** Where a {@link CodecError} happened. */
export interface CodecErrorContext {
  readonly packetType?: PacketType | undefined;
  /** The statement of the specification that was broken, such as `MQTT-3.3.1-4`. */
  readonly statement?: string | undefined;
  readonly packets?: readonly Packet[] | undefined;
}

/** A packet, a byte stream, a topic or an option that MQTT does not allow. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
  /** Stable: one of {@link CODEC_CODES}. */
  readonly code: CodecErrorCode;
  /** What a DISCONNECT or CONNACK would carry in MQTT 5: 0x81, 0x82, 0x84, 0x94, 0x95; 0x83 for misuse of this API. */
  readonly reasonCode: number;
  readonly packetType: PacketType | undefined;
  /** The statement of the specification that was broken, such as `MQTT-3.3.1-4`, where one names it. */
  readonly statement: string | undefined;
  /** The whole packets of this push before the fault; empty if they went to a visitor. */
  readonly packets: readonly Packet[];

  constructor(code: CodecErrorCode, message: string, context: CodecErrorContext = {}) {
    super(message);
    this.code = code;
    this.reasonCode = CODEC_CODES[code];
    this.packetType = context.packetType;
    this.statement = context.statement;
    this.packets = context.packets ?? [];
  }
}

/**
 * What is thrown inside the package and becomes a CodecError at its edge, where version, packet type and earlier
 * packets are known. No Error: a peer that sends rubbish should not cost a stack trace twice.
 */
export class Fault {
  readonly #code: CodecErrorCode;
  readonly #detail: string;
  readonly #statement5: string;
  readonly #statement4: string;

  /** Statement numbers without their `MQTT-`, of 5.0 and of 3.1.1; '' where there is none. */
  constructor(code: CodecErrorCode, detail: string, statement5 = '', statement4 = statement5) {
    this.#code = code;
    this.#detail = detail;
    this.#statement5 = statement5;
    this.#statement4 = statement4;
  }

  /** The message is made of the packet type, the code in words, the detail and the statement. */
  toError(
    version: number,
    packetType?: PacketType | undefined,
    packets?: readonly Packet[] | undefined,
  ): CodecError {
    const number = version === 4 ? this.#statement4 : this.#statement5;
    const statement = number ? `MQTT-${number}` : undefined;
    const words = this.#code.toLowerCase().replaceAll('_', ' ');
    const message = [packetType, words, this.#detail, statement].filter(Boolean).join(': ');
    return new CodecError(this.#code, message, { packetType, statement, packets });
  }
}

export function fault(
  code: CodecErrorCode,
  detail: string,
  statement5?: string,
  statement4?: string,
): Fault {
  return new Fault(code, detail, statement5, statement4);
}
