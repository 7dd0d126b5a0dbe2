/** What a code page can do, and how a page of one byte a character is made. */

export interface CodePage {
  /** undefined if the page lacks a character of the text. */
  encode(text: string): Uint8Array | undefined;
  /** Lossy where the bytes are no text. */
  decode(bytes: Uint8Array): string;
}

/** `high` are the characters of 0x80 to 0xFF, "\uFFFD" where there is none. */
export function singleByte(high: string): CodePage {
  const byteOf = new Map<number, number>();
  const codeOf = new Uint16Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const code = byte < 128 ? byte : high.charCodeAt(byte - 128);
    codeOf[byte] = code;
    if (code !== 0xfffd) byteOf.set(code, byte);
  }
  return {
    encode: (text) => {
      const bytes = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) {
        const byte = byteOf.get(text.charCodeAt(i));
        if (byte === undefined) return undefined;
        bytes[i] = byte;
      }
      return bytes;
    },
    decode: (bytes) => {
      let text = '';
      for (let start = 0; start < bytes.length; start += 4096) {
        const codes = Array.from(bytes.subarray(start, start + 4096), (byte) => codeOf[byte] ?? 0);
        text += String.fromCharCode(...codes);
      }
      return text;
    },
  };
}

/** A page that the platform's TextDecoder reads, and nothing here writes. */
export function decodeOnly(label: string): CodePage | undefined {
  try {
    const decoder = new TextDecoder(label, { ignoreBOM: true });
    return { encode: () => undefined, decode: (bytes) => decoder.decode(bytes) };
  } catch (error) {
    // A platform may have fewer encodings than the standard lists.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
