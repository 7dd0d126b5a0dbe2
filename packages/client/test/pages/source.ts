/** Reads classes and interfaces of the client's source: their members, each with its prose. */

import { readFileSync } from 'node:fs';

export interface Member {
  readonly name: string;
  /** As declared, one for each overload or accessor: `getUser(): string`. */
  readonly signatures: readonly string[];
  /** What the comment says, without its stars; "" for none. */
  readonly prose: string;
}

export interface Declaration {
  readonly prose: string;
  readonly members: readonly Member[];
}

const source = (file: string) =>
  readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');

/** The members of `interface NAME`, `class NAME` or `type NAME = {`, in the order of the source. */
export function declarationOf(file: string, name: string): Declaration {
  const lines = source(file).split('\n');
  const start = lines.findIndex((line) =>
    new RegExp(`^export (?:interface|class|type|const) ${name}\\b.*\\{\\}?$`).test(line),
  );
  if (start === -1) throw new Error(`${file} declares no ${name}`);
  const isEmpty = lines[start]?.endsWith('{}') === true;
  const end = isEmpty ? start : lines.findIndex((line, at) => at > start && /^\}/.test(line));
  return {
    prose: proseBefore(lines.slice(0, start)),
    members: membersOf(lines.slice(start + 1, end)),
  };
}

/** Of the comment that ends right before. */
function proseBefore(lines: readonly string[]): string {
  if (!lines.at(-1)?.endsWith('*/')) return '';
  const from = lines.findLastIndex((line) => line.startsWith('/**'));
  return withoutStars(lines.slice(from));
}

function membersOf(lines: readonly string[]): Member[] {
  const members: { name: string; signatures: string[]; prose: string }[] = [];
  let comment: string[] = [];
  for (const line of lines) {
    if (/^ {2}\/?\*| {3}\*/.test(line)) {
      if (line.includes('/**')) comment = [];
      comment.push(line);
      continue;
    }
    const signature = signatureOf(line);
    if (signature === undefined) continue;
    const last = members.at(-1);
    const prose = withoutStars(comment);
    if (last !== undefined && isSetterOf(last, signature)) {
      last.signatures.push(signature);
      last.prose = [last.prose, prose].filter((part) => part !== '').join('\n\n');
    } else {
      members.push({ name: nameOf(signature), signatures: [signature], prose });
    }
    comment = [];
  }
  return members;
}

/** Undefined for what is no public member, and for a setter, whose getter says it all. */
function signatureOf(line: string): string | undefined {
  const text = /^ {2}(?:override )?(?! |\/|\*|#|\}|constructor|static|set |readonly #)(.+)$/.exec(
    line,
  )?.[1];
  return text?.replace(/^get (\w+)\(\)/, '$1').replace(/ \{$|[;,]$/, '');
}

function nameOf(signature: string): string {
  return /^(?:readonly )?(\[[\w.:\s]+\]|\w+)/.exec(signature)?.[1] ?? signature;
}

/** `setUser` belongs to `getUser`, whose prose serves both. */
function isSetterOf(member: Member, signature: string): boolean {
  const plain = (name: string) => name.replace(/^(?:is|get|set)(?=[A-Z])/, '');
  const name = nameOf(signature);
  return name.startsWith('set') && name !== member.name && plain(member.name) === plain(name);
}

function withoutStars(lines: readonly string[]): string {
  return lines
    .map((line) => line.replace(/^\s*\/\*\*\s?|\s*\*\/$|^\s*\*\s?/g, '').replace(/\s*\*\/$/, ''))
    .join('\n')
    .trim();
}
