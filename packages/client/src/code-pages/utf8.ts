/** UTF-8: the code page of nearly every payload, and the only one that a client has from the start. */

const encoder = new TextEncoder();
// A byte order mark is part of the payload and stays.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const strictDecoder = new TextDecoder('utf-8', { fatal: true });

export const UTF8 = {
  encodeText: (text: string): Uint8Array => encoder.encode(text),
  decodeText: (bytes: Uint8Array): string => decoder.decode(bytes),
};

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictDecoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
