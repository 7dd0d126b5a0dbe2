/** What the tests of refusals share. */

import { expect } from 'vitest';
import {
  CodecError,
  Decoder,
  encode,
  type Packet,
  type ProtocolVersion,
  type Sender,
} from '../src/index.ts';

/** The CodecError that `run` throws. */
export function faultOf(run: () => unknown): CodecError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(CodecError);
    return error as CodecError;
  }
  throw new Error('nothing was refused');
}

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function decode(version: ProtocolVersion, hex: string, from?: Sender): Packet[] {
  return new Decoder({ version, from }).push(fromHex(hex));
}

/** The fault of a stream, checked to be the same when it comes byte by byte. */
export function refusal(version: ProtocolVersion, hex: string, from?: Sender): CodecError {
  const whole = faultOf(() => decode(version, hex, from));
  const decoder = new Decoder({ version, from });
  const byByte = faultOf(() => {
    for (const byte of fromHex(hex)) decoder.push(Uint8Array.of(byte));
  });
  expect([byByte.code, byByte.message]).toEqual([whole.code, whole.message]);
  return whole;
}

/** Any object as a packet, as a JavaScript caller could give it. */
export function encodeLoose(version: ProtocolVersion, packet: object, from?: Sender): Uint8Array {
  return encode(packet as unknown as Packet, version, { from });
}

export function encodeFault(version: ProtocolVersion, packet: object, from?: Sender): CodecError {
  return faultOf(() => encodeLoose(version, packet, from));
}

export const NO_BYTES = new Uint8Array(0);
export const PUBLISH = {
  type: 'publish',
  topic: 'a',
  payload: NO_BYTES,
  qos: 0,
  retain: false,
  dup: false,
};
export const CONNECT = {
  type: 'connect',
  clientId: 'c',
  cleanStart: true,
  keepAlive: 60,
};
