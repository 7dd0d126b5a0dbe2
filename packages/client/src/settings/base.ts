/** The 5 settings of the Base group. */

import { hasCodePage } from '../code-page.ts';
import { isCodePage } from '../code-pages/identifiers.ts';
import { bool, int, type Kind, UINT32 } from './kinds.ts';
import { Refusal } from './refusal.ts';
import { type Row, readOnly, stored } from './row.ts';

/** This package's version; a test compares it with the manifest. */
export const PACKAGE_VERSION = '0.0.0';

const codePage: Kind<number> = {
  ...int(0, UINT32, { notation: 'hex' }),
  title: 'code page identifier, decimal or 0x',
  refuse: (id) =>
    isCodePage(id) ? undefined : new Refusal('must be the identifier of a known code page'),
};

/** A line for the log: what this page will not do. */
function codePageNote(id: number): string | undefined {
  if (hasCodePage(id)) return undefined;
  return `CodePage ${id} is not available on this platform: publishMessage will reject with 434, messages read as UTF-8.`;
}

/** Node, a browser or whatever else this runs on: it is asked, not assumed. */
function platform(): string {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  const node = process?.versions?.node;
  if (node !== undefined) return `Node ${node}`;
  const { navigator } = globalThis as { navigator?: { userAgent?: string } };
  return navigator?.userAgent ?? 'unknown platform';
}

const BUILD = `@x/client ${PACKAGE_VERSION}; ${platform()}`;
const LICENSE = `Product: @x/client ${PACKAGE_VERSION}; License Type: MIT (open source, no key); Last Valid Build: n/a`;

export const BASE_SETTINGS = {
  BuildInfo: readOnly('string', BUILD, () => BUILD),
  CodePage: stored(codePage, { effect: 'mapped', note: codePageNote }),
  LicenseInfo: readOnly('string', LICENSE, () => LICENSE),
  MaskSensitiveData: stored(bool),
  UseInternalSecurityAPI: stored(bool, { effect: 'stored', used: 'next connect' }),
} satisfies Record<string, Row>;
