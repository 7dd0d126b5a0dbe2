/** Every page of the site, in the order of its sidebar: the file that it is made of, and its name there. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.ts';

interface Section {
  readonly text: string;
  /** File in the repository to name in the sidebar. */
  readonly pages: Readonly<Record<string, string>>;
}

const LISTED: readonly Section[] = [
  {
    text: 'Learn',
    pages: {
      'docs/index.md': 'Start here',
      'examples/README.md': 'Examples',
    },
  },
  {
    text: 'Guides',
    pages: {
      'docs/sessions.md': 'Sessions and exactly-once',
      'docs/tls.md': 'TLS and certificates',
      'docs/proxies.md': 'Proxies',
      'docs/mqtt5.md': 'MQTT 5 by feature',
      'docs/browser.md': 'In a browser',
      'docs/testing.md': 'Testing your application',
      'docs/codec.md': 'The codec alone',
      'docs/from-mqttjs.md': 'Moving from MQTT.js',
      'docs/scaling.md': 'One process, and more',
    },
  },
  {
    text: 'Reference',
    pages: {
      'docs/class.md': 'Class MQTT',
      'docs/settings.md': 'Properties and settings',
      'docs/errors.md': 'Errors',
      'docs/session-states.md': 'States of a session',
      'docs/performance.md': 'Performance',
      'docs/brokers.md': 'Brokers',
      'docs/conformance.md': 'Conformance',
      'docs/security.md': 'Security',
    },
  },
  {
    text: 'Packages',
    pages: {
      'packages/client/README.md': '@x/client',
      'packages/codec/README.md': '@x/codec',
      'packages/session/README.md': '@x/session',
      'packages/transport/README.md': '@x/transport',
      'packages/testing/README.md': '@x/testing',
      'apps/demo/README.md': 'x-mqtt, the command',
    },
  },
  {
    text: 'Project',
    pages: {
      'README.md': 'Overview',
      'ARCHITECTURE.md': 'Architecture',
      'CONTRIBUTING.md': 'Contributing',
      'SECURITY.md': 'Reporting a fault',
    },
  },
];

const listed = new Set(LISTED.flatMap(({ pages }) => Object.keys(pages)));
const others = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .map((file) => `docs/${file}`)
  .filter((file) => file.endsWith('.md') && !listed.has(file))
  .sort();
const decisions = others.filter((file) => file.startsWith('docs/decisions/'));

/** What nobody put in a place of its own comes last, under the title that it has. */
export const SECTIONS: readonly Section[] = [
  ...LISTED,
  ...untitled('Decisions', decisions),
  ...untitled(
    'More',
    others.filter((file) => !decisions.includes(file)),
  ),
];

function untitled(text: string, files: readonly string[]): Section[] {
  if (files.length === 0) return [];
  return [{ text, pages: Object.fromEntries(files.map((file) => [file, titleOf(file)])) }];
}

function titleOf(file: string): string {
  return /^# (.+)$/m.exec(readFileSync(join(ROOT, file), 'utf8'))?.[1] ?? file;
}

/** Those whose tables need room. */
export const WIDE: ReadonlySet<string> = new Set([
  'docs/settings.md',
  'docs/errors.md',
  'docs/brokers.md',
  'docs/conformance.md',
  'docs/security.md',
]);

const PAGES = new Set(SECTIONS.flatMap(({ pages }) => Object.keys(pages)));

/** Whether this Markdown file is part of the site under a name of its own. */
export function isPage(file: string): boolean {
  return PAGES.has(file);
}

/** Files at the top whose names say too little, or are taken. */
const NAMED: Readonly<Record<string, string>> = {
  'README.md': '/overview.md',
  'SECURITY.md': '/reporting-a-fault.md',
};

/** Where a page is: docs/tls.md at /tls.md, packages/codec/README.md at /packages/codec.md. */
export function urlOf(file: string): string {
  const short = file.replace(/^docs\//, '').replace(/\/README\.md$/, '.md');
  return NAMED[file] ?? `/${short.toLowerCase()}`;
}
