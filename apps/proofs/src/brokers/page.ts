/** The matrix as text: a table with a column for each version of each broker, and notes on what it cannot do. */

import { CASE_NAMES } from './cases.ts';
import { type Cell, isSurprise } from './matrix.ts';
import type { Limit, PeerKind, Version } from './peer.ts';

interface Column {
  readonly peer: PeerKind;
  readonly version: Version;
}

/** Markdown that is a table for the eye, too. */
export function printMatrix(peers: readonly PeerKind[], cells: readonly Cell[]): string {
  const ran = peers.filter((peer) => cells.some((cell) => cell.peer === peer));
  const columns = ran.flatMap((peer) => peer.versions.map((version) => ({ peer, version })));
  const notes = ran.flatMap(({ limits }) => limits);
  const rows = [
    ['', ...columns.map(({ peer, version }) => `${peer.name} ${nameOf(version)}`)],
    ['transports', ...columns.map((column) => transportsOf(column, cells))],
    ...CASE_NAMES.map((name) => [
      name,
      ...columns.map((column) => {
        const of = cells.filter((cell) => cell.name === name && isIn(column, cell));
        return mark(of, notes);
      }),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map(
    (row) => `| ${row.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ')} |`,
  );
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  const footnotes = ran.flatMap(({ name, limits }) =>
    limits.map(
      (limit) => `${notes.indexOf(limit) + 1}. ${name}: ${limit.says.replaceAll('\n', ' ')}.`,
    ),
  );
  return `${lines.join('\n')}\n\n${footnotes.join('\n')}\n`;
}

export function printReleases(peers: readonly PeerKind[]): string {
  return peers.map((peer) => `${peer.name} ${peer.release()}`).join(' · ');
}

function mark(cells: readonly Cell[], notes: readonly Limit[]): string {
  if (cells.some(isSurprise)) return 'FAIL';
  const limits = [...new Set(cells.map(({ limit }) => limit))].filter(
    (limit) => limit !== undefined,
  );
  if (limits.length === 0) return 'yes';
  const numbers = limits.map((limit) => notes.indexOf(limit) + 1).join(', ');
  const partly = cells.some(({ limit }) => limit === undefined || limit.sometimes);
  return `${partly ? 'partly' : 'no'} (${numbers})`;
}

function transportsOf(column: Column, cells: readonly Cell[]): string {
  return [
    ...new Set(cells.filter((cell) => isIn(column, cell)).map(({ transport }) => transport)),
  ].join(' ');
}

function isIn({ peer, version }: Column, cell: Cell): boolean {
  return cell.peer === peer && cell.version === version;
}

function nameOf(version: Version): string {
  return version === 4 ? '3.1.1' : '5.0';
}
