/**
 * The key/value pairs of a JSON object text, in order and with repeated keys, which JSON.parse would fold into one.
 * JSON.parse still judges the text and decodes each value; here is only where a value begins and ends.
 */

import { Refusal } from './refusal.ts';

export type JsonPair = readonly [key: string, value: unknown];

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

export function readPairs(text: string): readonly JsonPair[] | Refusal {
  if (!isObjectText(text)) return new Refusal('must be a JSON object');
  const pairs: JsonPair[] = [];
  let depth = 0;
  let key: string | undefined;
  let start = -1;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const ends = depth === 1 && (token === ',' || token === '}');
    if (ends && key !== undefined) {
      pairs.push([key, JSON.parse(text.slice(start, index))]);
      key = undefined;
    }
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth !== 1 || ends) continue;
    else if (token === ':') start = index + 1;
    else if (key === undefined) key = JSON.parse(token);
  }
  return pairs;
}

function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
