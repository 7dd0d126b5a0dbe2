/** The property section (section 2.2.2): read and written from the table, for every packet that has one. */

import { Fault } from './errors.ts';
import { PROPERTIES, type PropertyCarrier, type PropertyRow, type WireType } from './properties.ts';
import type { Reader } from './reader.ts';
import { truncated } from './reader.ts';
import { checkNoWildcards, checkTopicName } from './topic.ts';
import { wrongType } from './utf8.ts';
import { checkBoolean, checkInteger, checkList, outOfRange, type Writer } from './writer.ts';

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

/** Reads the section with its length; `undefined` if it is empty, and in 3.1.1, which has none. */
export function readProperties(reader: Reader, set: PropertySet): Values | undefined {
  if (reader.version === 4) return undefined;
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
  if (row === undefined) throw unexpected(`0x${id.toString(16)}`);
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

/** Checks and writes the section with its length; in 3.1.1 there is none. Returns the bytes of the properties. */
export function writeProperties(writer: Writer, set: PropertySet, properties: unknown): number {
  if (properties === undefined && writer.version === 4) return 0;
  const place = writer.openSection();
  if (properties !== undefined) {
    if (typeof properties !== 'object' || properties === null) {
      throw wrongType('properties', 'an object');
    }
    const values = properties as Values;
    for (const name in values) {
      const value = values[name];
      if (value === undefined) continue;
      const row = set.byName.get(name);
      if (row === undefined || writer.version === 4) throw unexpected(name);
      if (!row.repeatable) writeProperty(writer, row, value);
      else for (const item of checkList(value, name)) writeProperty(writer, row, item);
    }
  }
  if (writer.version === 5) return writer.closeSection(place);
  writer.truncate(place);
  return 0;
}

/** Writes reason code and properties, but leaves out from the end what says nothing (sections 3.4.2.1, 3.14.2.1). */
export function writeShortForm(
  writer: Writer,
  reasonCode: number,
  set: PropertySet,
  properties: unknown,
): void {
  if (reasonCode === 0 && properties === undefined) return;
  const { place } = writer;
  writer.byte(reasonCode);
  if (properties !== undefined && writeProperties(writer, set, properties) > 0) return;
  writer.truncate(reasonCode === 0 ? place : place + 1);
}

function writeProperty(writer: Writer, row: Row, value: unknown): void {
  const { name } = row;
  writer.byte(row.id);
  switch (row.wire) {
    case 'pair': {
      const pair = checkList(value, name);
      if (pair.length !== 2) throw wrongType(name, 'a list of [name, value]');
      writer.text(pair[0], name);
      writer.text(pair[1], name);
      return;
    }
    case 'utf8':
      writer.text(value, name);
      if (row.id === RESPONSE_TOPIC) checkResponseTopic(value as string);
      return;
    case 'binary':
      return writer.binary(value, name);
    case 'boolean':
      return writer.byte(checkBoolean(value, name) ? 1 : 0);
    default:
      return writeNumber(writer, row, inRange(checkInteger(value, name, 0, row.max), row));
  }
}

function writeNumber(writer: Writer, { wire }: Row, value: number): void {
  if (wire === 'byte') writer.byte(value);
  else if (wire === 'uint16') writer.uint16(value);
  else if (wire === 'uint32') writer.uint32(value);
  else writer.varint(value);
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

function unexpected(property: string): Fault {
  return new Fault('UNEXPECTED_PROPERTY', `property ${property} is not allowed here`);
}
