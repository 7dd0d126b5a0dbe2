/** Distinguished names and alternative names as text. */

import type { DerNode } from './der.ts';

const LETTERS: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'S',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'T',
  '2.5.4.42': 'G',
  '2.5.4.43': 'I',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'E',
};

/** The most specific part first, as in `CN=device, O="Acme, Inc.", C=DE`. */
export function distinguishedName(name: DerNode): string {
  const parts = name.children.flatMap((relative) =>
    relative.children.map((pair) => {
      const letters = LETTERS[pair.child(0).oid()] ?? pair.child(0).oid();
      return `${letters}=${quoted(text(pair.child(1)))}`;
    }),
  );
  return parts.reverse().join(', ');
}

function quoted(value: string): string {
  return /[,+"=<>#;\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

const BMP_STRING = 30;
const UNIVERSAL_STRING = 28;
const T61_STRING = 20;

function text(node: DerNode): string {
  const bytes = Buffer.from(node.octets());
  if (node.tag === BMP_STRING) return swapped(bytes).toString('utf16le');
  if (node.tag === T61_STRING) return bytes.toString('latin1');
  if (node.tag !== UNIVERSAL_STRING) return bytes.toString('utf8');
  const points: number[] = [];
  for (let i = 0; i + 4 <= bytes.length; i += 4) points.push(bytes.readUInt32BE(i));
  return String.fromCodePoint(...points.filter((p) => p <= 0x10ffff));
}

function swapped(bytes: Buffer): Buffer {
  return bytes.length % 2 === 0 ? bytes.swap16() : bytes;
}

/** Names of e-mail, DNS, URI and IP kind, without their kind. */
export function alternativeNames(names: DerNode): string[] {
  return names.children.flatMap((name) => {
    const bytes = Buffer.from(name.content);
    if (name.tag === 0x81 || name.tag === 0x82 || name.tag === 0x86)
      return [bytes.toString('utf8')];
    if (name.tag === 0x87 && bytes.length === 4) return [[...bytes].join('.')];
    if (name.tag === 0x87 && bytes.length === 16) return [ipv6(bytes)];
    return [];
  });
}

function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}
