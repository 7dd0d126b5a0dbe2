/** Bytes in a JSON-safe state. */

const CHUNK = 0x2000;

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  // In pieces, since a call takes a limited number of arguments.
  for (let at = 0; at < bytes.length; at += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(binary);
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
