/** Reads DER, and of BER the indefinite lengths and split strings that some containers have. */

const DEEPEST = 32;

export class DerError extends Error {
  override readonly name = 'DerError';
}

/** One element; its content is a view of the source. */
export class DerNode {
  /** Class, form and number in one byte; longer tags are refused. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** The whole element with its header. */
  readonly whole: Uint8Array;
  readonly #children: readonly DerNode[] | undefined;

  constructor(
    tag: number,
    content: Uint8Array,
    whole: Uint8Array,
    children: readonly DerNode[] | undefined,
  ) {
    this.tag = tag;
    this.content = content;
    this.whole = whole;
    this.#children = children;
  }

  get children(): readonly DerNode[] {
    return this.#children ?? [];
  }

  /** @throws DerError if there is none. */
  child(index: number): DerNode {
    const found = this.children[index];
    if (found === undefined) throw new DerError(`element ${index} is missing`);
    return found;
  }

  /** The first child with this tag. */
  tagged(tag: number): DerNode | undefined {
    return this.children.find((c) => c.tag === tag);
  }

  /** The bytes of a string that may be split into parts. */
  octets(): Uint8Array {
    if (this.#children === undefined) return this.content;
    return Buffer.concat(this.#children.map((c) => c.octets()));
  }

  /** A small number that is not negative. */
  integer(): number {
    if (this.content.length > 6) throw new DerError('a number is too large');
    return this.content.reduce((value, byte) => value * 256 + byte, 0);
  }

  /** An object identifier in its dotted form. */
  oid(): string {
    const arcs: number[] = [];
    let arc = 0;
    for (const byte of this.content) {
      arc = arc * 128 + (byte & 127);
      if (byte & 128) continue;
      if (arcs.length > 0) arcs.push(arc);
      else {
        const first = Math.min(2, Math.floor(arc / 40));
        arcs.push(first, arc - first * 40);
      }
      arc = 0;
    }
    return arcs.join('.');
  }
}

/** The first element of the bytes; what follows it is not looked at. */
export function readDer(bytes: Uint8Array): DerNode {
  return readElement(bytes, 0, 0);
}

function readElement(bytes: Uint8Array, start: number, depth: number): DerNode {
  if (depth > DEEPEST) throw new DerError('nested too deeply');
  const tag = byteAt(bytes, start);
  if ((tag & 31) === 31) throw new DerError('a tag is too large');
  const isConstructed = (tag & 32) !== 0;
  const first = byteAt(bytes, start + 1);
  if (first === 0x80 && isConstructed) return readIndefinite(bytes, start, depth);
  const { length, from } = readLength(bytes, start + 1);
  if (from + length > bytes.length) throw new DerError('an element is longer than what is there');
  const content = bytes.subarray(from, from + length);
  const children = isConstructed ? readAll(content, depth + 1) : undefined;
  return new DerNode(tag, content, bytes.subarray(start, from + length), children);
}

function readIndefinite(bytes: Uint8Array, start: number, depth: number): DerNode {
  const children: DerNode[] = [];
  let next = start + 2;
  while (byteAt(bytes, next) !== 0) {
    const child = readElement(bytes, next, depth + 1);
    children.push(child);
    next += child.whole.length;
  }
  const tag = byteAt(bytes, start);
  const content = bytes.subarray(start + 2, next);
  return new DerNode(tag, content, bytes.subarray(start, next + 2), children);
}

function readAll(content: Uint8Array, depth: number): DerNode[] {
  const children: DerNode[] = [];
  for (let next = 0; next < content.length; ) {
    const child = readElement(content, next, depth);
    children.push(child);
    next += child.whole.length;
  }
  return children;
}

function readLength(bytes: Uint8Array, at: number): { length: number; from: number } {
  const first = byteAt(bytes, at);
  if (first < 0x80) return { length: first, from: at + 1 };
  const count = first & 127;
  if (count === 0 || count > 4) throw new DerError('a length is not usable');
  let length = 0;
  for (let i = 1; i <= count; i++) length = length * 256 + byteAt(bytes, at + i);
  return { length, from: at + 1 + count };
}

function byteAt(bytes: Uint8Array, index: number): number {
  const byte = bytes[index];
  if (byte === undefined) throw new DerError('it ends too early');
  return byte;
}
