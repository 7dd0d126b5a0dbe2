/** The property section (section 2.2.2): read, measured and written from the table, for every packet that has one. */

import { Fault } from './errors.ts';
import { PROPERTIES, type PropertyCarrier, type PropertyRow, type WireType } from './properties.ts';
import type { Reader } from './reader.ts';
import { truncated } from './reader.ts';
import { checkNoWildcards, checkTopicName } from './topic.ts';
import {
  checkBoolean,
  checkInteger,
  checkList,
  measureBinary,
  measureText,
  outOfRange,
  varintSize,
  type Writer,
  wrongType,
} from './writer.ts';

interface Row {
  readonly name: string;
  readonly id: number;
  readonly wire: WireType;
  readonly repeatable: boolean;
  readonly min: number;
  readonly max: number;
}

type Values = Record<string, unknown>;

/** What one packet type may carry, by identifier and by name. */
export interface PropertySet {
  readonly byId: readonly (Row | undefined)[];
  readonly byName: ReadonlyMap<string, Row>;
  /** Every name, absent: copied for each packet, so that all packets of a type have one shape. */
  readonly blank: Values;
}

const LARGEST: Record<WireType, number> = {
  byte: 0xff,
  boolean: 1,
  uint16: 0xffff,
  uint32: 0xffff_ffff,
  varint: 0x0fff_ffff,
  utf8: 0,
  binary: 0,
  pair: 0,
};

/** Picks the rows of a carrier out of the table, at load. */
export function propertySet(carrier: PropertyCarrier): PropertySet {
  const byId: (Row | undefined)[] = new Array(0x2b).fill(undefined);
  const byName = new Map<string, Row>();
  const blank: Values = {};
  for (const [name, row] of Object.entries<PropertyRow>(PROPERTIES)) {
    if (!row.in.includes(carrier)) continue;
    const { id, wire, repeatable = false, min = 0, max = LARGEST[wire] } = row;
    const compiled: Row = { name, id, wire, repeatable, min, max };
    byId[id] = compiled;
    byName.set(name, compiled);
    blank[name] = undefined;
  }
  return { byId, byName, blank };
}

/** Reads the section with its length; `undefined` if it is empty. */
export function readProperties(reader: Reader, set: PropertySet): Values | undefined {
  const size = reader.varint('property length');
  if (size === 0) return undefined;
  const packetEnd = reader.end;
  const end = reader.at + size;
  if (end > packetEnd) throw truncated('the properties');
  reader.end = end;
  const values = { ...set.blank };
  while (reader.at < end) readProperty(reader, set, values);
  reader.end = packetEnd;
  return values;
}

function readProperty(reader: Reader, set: PropertySet, values: Values): void {
  const id = reader.varint('property identifier');
  const row = set.byId[id];
  if (row === undefined) throw unexpectedId(id);
  const { name } = row;
  const before = values[name];
  if (before !== undefined && !row.repeatable) {
    throw new Fault('REPEATED_PROPERTY', `${name} stands twice`);
  }
  const value = readValue(reader, row);
  if (!row.repeatable) values[name] = value;
  else if (before === undefined) values[name] = [value];
  else (before as unknown[]).push(value);
}

function readValue(reader: Reader, row: Row): unknown {
  const { name } = row;
  switch (row.wire) {
    case 'pair':
      return [reader.text(name), reader.text(name)];
    case 'utf8': {
      const text = reader.text(name);
      if (row.id === RESPONSE_TOPIC) checkResponseTopic(text);
      return text;
    }
    case 'binary':
      return reader.binary(name);
    case 'boolean':
      return inRange(reader.byte(name), row) === 1;
    case 'byte':
      return inRange(reader.byte(name), row);
    case 'uint16':
      return inRange(reader.uint16(name), row);
    case 'uint32':
      return inRange(reader.uint32(name), row);
    case 'varint':
      return inRange(reader.varint(name), row);
  }
}

/** The bytes of the section without its length; 0 for `undefined` and `{}`. */
export function measureProperties(writer: Writer, set: PropertySet, properties: unknown): number {
  if (properties === undefined) return 0;
  if (typeof properties !== 'object' || properties === null) {
    throw wrongType('properties', 'an object');
  }
  const values = properties as Values;
  let size = 0;
  for (const name in values) {
    const value = values[name];
    if (value === undefined) continue;
    const row = set.byName.get(name);
    if (row === undefined || writer.version === 4) throw unexpectedName(name);
    size += row.repeatable ? measureList(value, row) : 1 + measureValue(value, row);
  }
  return size;
}

function measureList(value: unknown, row: Row): number {
  let size = 0;
  for (const item of checkList(value, row.name)) size += 1 + measureValue(item, row);
  return size;
}

function measureValue(value: unknown, row: Row): number {
  const { name } = row;
  switch (row.wire) {
    case 'pair': {
      const pair = checkList(value, name);
      if (pair.length !== 2) throw wrongType(name, 'a list of [name, value]');
      return measureText(pair[0], name) + measureText(pair[1], name);
    }
    case 'utf8': {
      const size = measureText(value, name);
      if (row.id === RESPONSE_TOPIC) checkResponseTopic(value as string);
      return size;
    }
    case 'binary':
      return measureBinary(value, name);
    case 'boolean':
      checkBoolean(value, name);
      return 1;
    default:
      return measureNumber(value, row);
  }
}

function measureNumber(value: unknown, row: Row): number {
  const number = inRange(checkInteger(value, row.name, 0, row.max), row);
  if (row.wire === 'varint') return varintSize(number);
  return row.wire === 'byte' ? 1 : row.wire === 'uint16' ? 2 : 4;
}

/** Writes the section with its length, as measured before. */
export function writeProperties(
  writer: Writer,
  set: PropertySet,
  properties: object | undefined,
  size: number,
): void {
  writer.varint(size);
  if (size === 0) return;
  const values = properties as Values;
  for (const name in values) {
    const value = values[name];
    const row = set.byName.get(name);
    if (value === undefined || row === undefined) continue;
    if (!row.repeatable) writeProperty(writer, row, value);
    else for (const item of value as unknown[]) writeProperty(writer, row, item);
  }
}

function writeProperty(writer: Writer, row: Row, value: unknown): void {
  writer.byte(row.id);
  switch (row.wire) {
    case 'pair': {
      const [first, second] = value as readonly [string, string];
      writer.text(first);
      return writer.text(second);
    }
    case 'utf8':
      return writer.text(value as string);
    case 'binary':
      return writer.binary(value as Uint8Array);
    case 'boolean':
      return writer.byte(value === true ? 1 : 0);
    case 'byte':
      return writer.byte(value as number);
    case 'uint16':
      return writer.uint16(value as number);
    case 'uint32':
      return writer.uint32(value as number);
    case 'varint':
      return writer.varint(value as number);
  }
}

const RESPONSE_TOPIC = PROPERTIES.responseTopic.id;
const TOPIC_ALIAS = PROPERTIES.topicAlias.id;

function inRange(value: number, row: Row): number {
  if (value >= row.min && value <= row.max) return value;
  if (row.id === TOPIC_ALIAS) {
    throw new Fault('TOPIC_ALIAS', 'topicAlias must not be 0', undefined, '3.3.2-8');
  }
  throw outOfRange(row.name, row.min, row.max);
}

function checkResponseTopic(topic: string): void {
  if (topic.length === 0) checkTopicName(topic, 'responseTopic');
  checkNoWildcards(topic, 'responseTopic', '3.3.2-14');
}

function unexpectedId(id: number): Fault {
  return new Fault('UNEXPECTED_PROPERTY', `property 0x${id.toString(16)} is not allowed here`);
}

function unexpectedName(name: string): Fault {
  return new Fault('UNEXPECTED_PROPERTY', `property ${name} is not allowed here`);
}
