/** What the naive decoder reads from: fields, and the tables of properties and reason codes, typed in by hand. */

export class Refused extends Error {}

export const must = (condition: boolean, why: string): void => {
  if (!condition) throw new Refused(why);
};

export function readVarint(data: Buffer): { value: number; size: number } | undefined {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    if (i >= data.length) return undefined;
    const byte = data.readUInt8(i);
    value += (byte % 128) * 128 ** i;
    if (byte < 128) {
      must(i === 0 || byte !== 0, 'not minimal');
      return { value, size: i + 1 };
    }
  }
  throw new Refused('fifth byte');
}

export class Fields {
  #data: Buffer;
  constructor(data: Buffer) {
    this.#data = data;
  }
  get left(): number {
    return this.#data.length;
  }
  take(size: number): Buffer {
    must(size <= this.#data.length, 'truncated');
    const taken = this.#data.subarray(0, size);
    this.#data = this.#data.subarray(size);
    return taken;
  }
  u8 = (): number => this.take(1).readUInt8(0);
  u16 = (): number => this.take(2).readUInt16BE(0);
  u32 = (): number => this.take(4).readUInt32BE(0);
  varint(): number {
    const found = readVarint(this.#data.subarray(0, 4));
    must(found !== undefined, 'truncated');
    this.take(found?.size ?? 0);
    return found?.value ?? 0;
  }
  binary = (): Uint8Array => new Uint8Array(this.take(this.u16()));
  text(): string {
    const data = this.take(this.u16());
    const text = data.toString('utf8');
    // Every ill-formed sequence becomes U+FFFD, so that the bytes come back different.
    must(Buffer.from(text, 'utf8').equals(data), 'UTF-8');
    must(!text.includes('\0'), 'U+0000');
    return text;
  }
  id(): number {
    const id = this.u16();
    must(id > 0, 'packet id');
    return id;
  }
}

export type Rule = readonly [
  name: string,
  read: (f: Fields) => unknown,
  packets: readonly number[],
];
const limited = (read: (f: Fields) => number, low: number, high: number) => (f: Fields) => {
  const value = read(f);
  must(value >= low && value <= high, 'range');
  return value;
};
const flag = (f: Fields): boolean => limited(() => f.u8(), 0, 1)(f) === 1;
const text = (f: Fields): string => f.text();
const responseTopic = (f: Fields): string => {
  const topic = f.text();
  must(topic !== '' && !/[+#]/.test(topic), 'response topic');
  return topic;
};
export const WILL = 100;
const ALL = [1, WILL, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15];
export const RULES: Record<number, Rule> = {
  1: ['payloadFormatIndicator', limited((f) => f.u8(), 0, 1), [3, WILL]],
  2: ['messageExpiryInterval', (f) => f.u32(), [3, WILL]],
  3: ['contentType', text, [3, WILL]],
  8: ['responseTopic', responseTopic, [3, WILL]],
  9: ['correlationData', (f) => f.binary(), [3, WILL]],
  11: ['subscriptionIdentifiers', limited((f) => f.varint(), 1, 268_435_455), [3, 8]],
  17: ['sessionExpiryInterval', (f) => f.u32(), [1, 2, 14]],
  18: ['assignedClientIdentifier', text, [2]],
  19: ['serverKeepAlive', (f) => f.u16(), [2]],
  21: ['authenticationMethod', text, [1, 2, 15]],
  22: ['authenticationData', (f) => f.binary(), [1, 2, 15]],
  23: ['requestProblemInformation', flag, [1]],
  24: ['willDelayInterval', (f) => f.u32(), [WILL]],
  25: ['requestResponseInformation', flag, [1]],
  26: ['responseInformation', text, [2]],
  28: ['serverReference', text, [2, 14]],
  31: ['reasonString', text, [2, 4, 5, 6, 7, 9, 11, 14, 15]],
  33: ['receiveMaximum', limited((f) => f.u16(), 1, 65_535), [1, 2]],
  34: ['topicAliasMaximum', (f) => f.u16(), [1, 2]],
  35: ['topicAlias', limited((f) => f.u16(), 1, 65_535), [3]],
  36: ['maximumQoS', limited((f) => f.u8(), 0, 1), [2]],
  37: ['retainAvailable', flag, [2]],
  38: ['userProperties', (f) => [f.text(), f.text()], ALL],
  39: ['maximumPacketSize', limited((f) => f.u32(), 1, 4_294_967_295), [1, 2]],
  40: ['wildcardSubscriptionAvailable', flag, [2]],
  41: ['subscriptionIdentifiersAvailable', flag, [2]],
  42: ['sharedSubscriptionAvailable', flag, [2]],
};

export const RETURN: Record<number, readonly number[]> = {
  2: [0, 1, 2, 3, 4, 5],
  9: [0, 1, 2, 128],
};
const CONNACK = '00 80 81 82 83 84 85 86 87 88 89 8a 8c 90 95 97 99 9a 9b 9c 9d 9f';
const PUBACK = '00 80 83 87 90 91 97 99';
const CLIENT_END = '00 04 80 81 82 83 90 93 94 95 96 97 98 99';
const SERVER_END =
  '00 80 81 82 83 87 89 8b 8c 8d 8e 8f 90 93 94 95 96 97 98 99 9a 9b 9c 9d 9e 9f a0 a1 a2';
const codes = (list: string): readonly number[] => list.split(' ').map((c) => Number(`0x${c}`));
export const REASONS: Record<number, { client: readonly number[]; server: readonly number[] }> = {
  2: { client: [], server: codes(CONNACK) },
  4: { client: codes(PUBACK), server: codes(`${PUBACK} 10`) },
  5: { client: codes(PUBACK), server: codes(`${PUBACK} 10`) },
  6: { client: codes('00 92'), server: codes('00 92') },
  7: { client: codes('00 92'), server: codes('00 92') },
  9: { client: [], server: codes('00 01 02 80 83 87 8f 91 97 9e a1 a2') },
  11: { client: [], server: codes('00 11 80 83 87 8f 91') },
  14: { client: codes(CLIENT_END), server: codes(SERVER_END) },
  15: { client: codes('18 19'), server: codes('00 18') },
};
