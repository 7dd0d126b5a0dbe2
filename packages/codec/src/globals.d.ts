// The only platform API of this package: every runtime has it (WHATWG Encoding), ES2023 does not declare it.
declare class TextEncoder {
  encode(input: string): Uint8Array;
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array): string;
}

interface String {
  /** ES2024, and in every runtime that we support. */
  isWellFormed(): boolean;
}
