/** The property section (section 2.2.2): what each packet may carry, from the table, and one property both ways. */

import { type Cursor, checkList } from './cursor.ts';
import { fault } from './errors.ts';
import { PROPERTIES, type PropertyCarrier, type PropertyRow } from './properties.ts';
import type { Reader } from './reader.ts';
import { checkTopicName } from './topic.ts';
import type { Writer } from './writer.ts';

export type Values = Record<string, unknown>;

interface Row extends PropertyRow {
  readonly name: string;
}

/** What one packet type may carry. */
export interface PropertySet {
  /** By identifier. */
  readonly rows: readonly (Row | undefined)[];
  /** Every name, absent: copied for each packet, so that all packets of a type have one shape. */
  readonly blank: Values;
}

/** The bytes of the numbers. */
const SIZES: Readonly<Record<string, number>> = { byte: 1, uint16: 2, uint32: 4 };

/** Picks the rows of a carrier out of the table, at load. */
export function propertySet(carrier: PropertyCarrier): PropertySet {
  const rows: (Row | undefined)[] = new Array(0x2b).fill(undefined);
  const blank: Values = {};
  for (const [name, row] of Object.entries<PropertyRow>(PROPERTIES)) {
    if (!row.in.includes(carrier)) continue;
    rows[row.id] = { name, ...row };
    blank[name] = undefined;
  }
  return { rows, blank };
}

export function readProperty(reader: Reader, set: PropertySet, values: Values): void {
  const id = reader.varint(0, 'property identifier');
  const row = set.rows[id];
  if (row === undefined) throw fault('UNEXPECTED_PROPERTY', `0x${id.toString(16)}`);
  const { name, repeatable } = row;
  const before = values[name] as unknown[] | undefined;
  if (before !== undefined && !repeatable) throw fault('REPEATED_PROPERTY', name);
  const value = property(reader, undefined, row);
  if (!repeatable) values[name] = value;
  else if (before === undefined) values[name] = [value];
  else before.push(value);
}

export function writeProperty(
  writer: Writer,
  { rows }: PropertySet,
  name: string,
  given: unknown,
): void {
  if (given === undefined) return;
  const row = rows[(PROPERTIES as Record<string, PropertyRow>)[name]?.id ?? 0];
  if (row === undefined || writer.version === 4) throw fault('UNEXPECTED_PROPERTY', name);
  if (row.repeatable) for (const each of checkList(given, name)) writeValue(writer, each, row);
  else writeValue(writer, given, row);
}

function writeValue(writer: Writer, given: unknown, row: Row): void {
  writer.byte(row.id);
  property(writer, given, row);
}

/** Reads, or checks and writes, the value of one property. */
function property(io: Cursor, given: unknown, { name, wire, max, min }: Row): unknown {
  switch (wire) {
    case 'pair':
      return io.pair(given, name);
    case 'utf8': {
      const text = io.text(given, name);
      if (name === 'responseTopic') checkTopicName(text, name, '3.3.2-14');
      return text;
    }
    case 'binary':
      return io.binary(given, name);
    case 'boolean':
      return io.boolean(given, name);
    case 'varint':
      return io.varint(given, name, max, min);
    default:
      return io.uint(given, name, SIZES[wire] as number, max, min);
  }
}
