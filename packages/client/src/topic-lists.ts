/** The lists of topic filters of subscribe and unsubscribe. */

import { CodecError, parseTopicFilter } from '@x/codec';
import { mqttError } from './errors.ts';

/** The default TopicDelimiter: people write blanks after commas. Another delimiter takes filters as they are. */
const COMMA = ',';

/** @throws MQTTError 503 for a filter that MQTT does not allow; 10022 for a wrong type */
export function splitFilters(text: unknown, delimiter: string): readonly string[] {
  if (typeof text !== 'string') throw mqttError(10022, 'the topic filter must be a string');
  const parts = text.split(delimiter);
  const filters = delimiter === COMMA ? parts.map((part) => part.trim()) : parts;
  for (const filter of filters) checkFilter(filter);
  return filters;
}

function checkFilter(filter: string): void {
  if (filter === '') throw mqttError(503, 'a topic filter is empty');
  try {
    parseTopicFilter(filter);
  } catch (error) {
    if (error instanceof CodecError) throw mqttError(503, `"${filter}": ${error.message}`, error);
    throw error;
  }
}
