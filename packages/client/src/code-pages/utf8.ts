/** UTF-8: the code page of nearly every payload, and the only one that a client has from the start. */

const encoder = new TextEncoder();
// A byte order mark is part of the payload and stays.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const UTF8 = {
  encodeText: (text: string): Uint8Array => encoder.encode(text),
  decodeText: (bytes: Uint8Array): string => decoder.decode(bytes),
};
