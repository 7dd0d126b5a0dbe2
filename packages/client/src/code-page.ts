/** Payload text to bytes and back, by the CodePage setting: MQTT itself knows UTF-8 only, payloads may be anything. */

import { morePage } from '#more-code-pages';
import { BUILT_IN } from './code-pages/built-in.ts';
import type { CodePage } from './code-pages/page.ts';
import { UTF8 } from './code-pages/utf8.ts';
import { mqttError } from './errors.ts';

const UTF8_ID = 65_001;

const made = new Map<number, CodePage | undefined>();

function pageOf(id: number): CodePage | undefined {
  if (made.has(id)) return made.get(id);
  const page = BUILT_IN.get(id)?.() ?? morePage(id);
  made.set(id, page);
  return page;
}

/** @throws MQTTError 434 if the page is not available or lacks a character of the text. */
export function encodeText(text: string, codePage: number): Uint8Array {
  if (codePage === UTF8_ID) return UTF8.encodeText(text);
  const page = pageOf(codePage);
  if (page === undefined) throw mqttError(434, `code page ${codePage} is not available here`);
  const bytes = page.encode(text);
  if (bytes !== undefined) return bytes;
  throw mqttError(434, `the text cannot be written in code page ${codePage}`);
}

/** Lossy where the bytes are no text; UTF-8 where the page is not available: an event must not throw when it is read. */
export function decodeText(bytes: Uint8Array, codePage: number): string {
  const page = codePage === UTF8_ID ? undefined : pageOf(codePage);
  return page === undefined ? UTF8.decodeText(bytes) : page.decode(bytes);
}

/** Whether text can be read in this code page. */
export function hasCodePage(codePage: number): boolean {
  return pageOf(codePage) !== undefined;
}
