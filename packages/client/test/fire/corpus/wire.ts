/** Bytes of MQTT written and cut by hand, without the codec: what judges the client must not share its mistakes. */

export type Bytes = readonly number[];

export const u8 = (value: number): Bytes => [value & 0xff];
export const u16 = (value: number): Bytes => [(value >> 8) & 0xff, value & 0xff];
export const u32 = (value: number): Bytes => [
  ...u16(Math.floor(value / 0x1_0000)),
  ...u16(value % 0x1_0000),
];

/** A variable byte integer in its shortest form. */
export function varint(value: number): Bytes {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}

/** Bytes behind their two-byte length. */
export const binary = (content: Bytes): Bytes => [...u16(content.length), ...content];
export const text = (content: string): Bytes => binary([...new TextEncoder().encode(content)]);

/** A packet with a right Remaining Length. */
export const packet = (first: number, ...body: readonly Bytes[]): Bytes => {
  const content = body.flat();
  return [first, ...varint(content.length), ...content];
};

/** A property section with a right length. */
export const properties = (...list: readonly Bytes[]): Bytes => {
  const content = list.flat();
  return [...varint(content.length), ...content];
};

export const hex = (bytes: Iterable<number>): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** Cuts what a well-behaved side sends into packets. */
export class Frames {
  #rest: number[] = [];

  push(chunk: Uint8Array): Bytes[] {
    this.#rest.push(...chunk);
    const packets: Bytes[] = [];
    for (let size = this.#size(); size > 0 && size <= this.#rest.length; size = this.#size()) {
      packets.push(this.#rest.splice(0, size));
    }
    return packets;
  }

  /** Of the packet at the front; 0 while its header is not whole. */
  #size(): number {
    let length = 0;
    for (let i = 1; i <= 4; i++) {
      const byte = this.#rest[i];
      if (byte === undefined) return 0;
      length += (byte & 0x7f) * 0x80 ** (i - 1);
      if (byte < 0x80) return 1 + i + length;
    }
    throw new Error(`no Remaining Length: ${hex(this.#rest.slice(0, 6))}`);
  }
}
