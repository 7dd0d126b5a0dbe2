/** The kinds of values that only text can set: what packets carry, and lists. */

import { fromHex } from '../hex.ts';
import { type Kind, textWhere, UINT16 } from './kinds.ts';

/** A UTF-8 string as MQTT's packets carry it [MQTT-1.5.4-1] [MQTT-1.5.4-2]. */
export const mqttString = textWhere('string', notMQTTString);

export function notMQTTString(value: string): string | undefined {
  if (/[\uD800-\uDFFF]/u.test(value)) return 'must be well-formed Unicode';
  if (value.includes('\u0000')) return 'must not contain U+0000';
  return isTooLong(value) ? 'must not be longer than 65535 bytes in UTF-8' : undefined;
}

function isTooLong(value: string): boolean {
  if (value.length * 3 <= UINT16) return false;
  return value.length > UINT16 || new TextEncoder().encode(value).length > UINT16;
}

/** Binary data as hexadecimal text. */
export const hex = textWhere('hexadecimal bytes', (value) => {
  const bytes = fromHex(value);
  if (bytes === undefined) return 'must be an even number of hexadecimal digits';
  return bytes.length > UINT16 ? 'must not be longer than 65535 bytes' : undefined;
});

export function list<T>(element: Kind<T>): Kind<readonly T[]> {
  return {
    title: `comma-separated: ${element.title}`,
    type: 'list',
    element: element as Kind<unknown>,
    refuse: (values) => {
      for (const value of values) {
        const refusal = element.refuse(value);
        if (refusal !== undefined) return refusal;
      }
      return undefined;
    },
  };
}
