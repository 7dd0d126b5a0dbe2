/** RC2 in CBC mode, decryption only (RFC 2268): old PFX files need it, and OpenSSL has it no more. */

const BLOCK = 8;

/** The expansion table of the RFC, which is made of the digits of pi. */
const PI_TABLE = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2' +
    '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec' +
    'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9' +
    '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
);

/** `effectiveBits` is the strength that the key is cut down to. */
export function decryptRc2(
  key: Uint8Array,
  effectiveBits: number,
  iv: Uint8Array,
  data: Uint8Array,
): Buffer {
  const schedule = expand(key, effectiveBits);
  const source = Buffer.from(data);
  const out = Buffer.alloc(source.length);
  let previous = Buffer.from(iv);
  for (let at = 0; at + BLOCK <= source.length; at += BLOCK) {
    const block = source.subarray(at, at + BLOCK);
    const plain = decryptBlock(block, schedule);
    for (let i = 0; i < BLOCK; i++) out[at + i] = (plain[i] ?? 0) ^ (previous[i] ?? 0);
    previous = block;
  }
  return withoutPadding(out);
}

function withoutPadding(bytes: Buffer): Buffer {
  const count = bytes.at(-1) ?? 0;
  const padding = bytes.subarray(bytes.length - count);
  const isGood = count >= 1 && count <= BLOCK && padding.every((byte) => byte === count);
  if (!isGood) throw new RangeError('bad decrypt');
  return bytes.subarray(0, bytes.length - count);
}

function expand(key: Uint8Array, effectiveBits: number): Uint16Array {
  const table = new Uint8Array(128);
  table.set(key);
  const at = (i: number) => table[i] ?? 0;
  const pi = (i: number) => PI_TABLE[i & 255] ?? 0;
  for (let i = key.length; i < 128; i++) table[i] = pi(at(i - 1) + at(i - key.length));
  const bytes = Math.ceil(effectiveBits / 8);
  const mask = 255 >> (8 * bytes - effectiveBits);
  table[128 - bytes] = pi(at(128 - bytes) & mask);
  for (let i = 127 - bytes; i >= 0; i--) table[i] = pi(at(i + 1) ^ at(i + bytes));
  return Uint16Array.from({ length: 64 }, (_, i) => at(2 * i) | (at(2 * i + 1) << 8));
}

const ROTATIONS = [1, 2, 3, 5];

function decryptBlock(block: Buffer, k: Uint16Array): Buffer {
  const r = [0, 2, 4, 6].map((offset) => block.readUInt16LE(offset));
  const word = (i: number) => r[i & 3] ?? 0;
  let next = 63;
  const mix = () => {
    for (let i = 3; i >= 0; i--) {
      const turn = ROTATIONS[i] ?? 0;
      const turned = ((word(i) >>> turn) | (word(i) << (16 - turn))) & 0xffff;
      const mixed = (word(i + 3) & word(i + 2)) + (~word(i + 3) & word(i + 1));
      r[i] = (turned - (k[next--] ?? 0) - mixed) & 0xffff;
    }
  };
  const mash = () => {
    for (let i = 3; i >= 0; i--) r[i] = (word(i) - (k[word(i + 3) & 63] ?? 0)) & 0xffff;
  };
  for (const rounds of [5, 6, 5]) {
    for (let i = 0; i < rounds; i++) mix();
    if (next >= 0) mash();
  }
  const out = Buffer.alloc(BLOCK);
  for (let i = 0; i < 4; i++) out.writeUInt16LE(word(i), i * 2);
  return out;
}
