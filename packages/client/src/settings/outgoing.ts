/** The rows that act on what goes out: the list of user properties of following publishes, and packets given as hex. */

import { fromHex } from '../hex.ts';
import { INT32, int, UINT16 } from './kinds.ts';
import { Refusal } from './refusal.ts';
import { computed, type UserPropertyEntry } from './row.ts';
import { parse } from './text-form.ts';
import { mqttString } from './text-kinds.ts';

const count = int(0, UINT16);

/** Resizes the list: a smaller number cuts it, a larger one adds empty entries. */
export const userPropertyCount = computed({
  title: count.title,
  initial: '0',
  read: ({ outgoingUserProperties }) => String(outgoingUserProperties.length),
  write: ({ outgoingUserProperties }, text) => {
    const size = parse(count, text);
    if (size instanceof Refusal) return size;
    const before = outgoingUserProperties.length;
    outgoingUserProperties.length = Math.min(size, before);
    for (let i = before; i < size; i++) outgoingUserProperties.push({ name: '', value: '' });
    return undefined;
  },
});

export const userPropertyText = (part: keyof UserPropertyEntry) =>
  computed({
    title: mqttString.title,
    initial: '',
    indexed: true,
    read: ({ outgoingUserProperties: entries }, index) =>
      entries[index]?.[part] ?? missing(index, entries.length),
    write: ({ outgoingUserProperties: entries }, text, index) => {
      const entry = entries[index];
      if (entry === undefined) return missing(index, entries.length);
      const refusal = mqttString.refuse(text);
      if (refusal === undefined) entry[part] = text;
      return refusal;
    },
  });

function missing(index: number, size: number): Refusal {
  return new Refusal(`has no index ${index}: OutgoingUserPropCount is ${size}`);
}

/** Blanks, colons and 0x between the bytes are for people. */
export const customPacket = computed({
  title: 'hexadecimal bytes',
  initial: '',
  access: 'write-only',
  read: () => '',
  write: (context, text) => {
    const bytes = fromHex(text.replace(/0x/gi, '').replace(/[\s:]/g, ''));
    if (bytes === undefined || bytes.length === 0 || bytes.length > INT32) {
      return new Refusal('must be one or more bytes as pairs of hexadecimal digits');
    }
    context.sendCustomPacket(bytes);
    return undefined;
  },
});
