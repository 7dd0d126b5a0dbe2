/** Every page of the site, in the order of its sidebar: the file that it is made of, and its name there. */

interface Section {
  readonly text: string;
  /** File in the repository to name in the sidebar. */
  readonly pages: Readonly<Record<string, string>>;
}

export const SECTIONS: readonly Section[] = [
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
      'docs/tls.md': 'TLS and certificates',
      'docs/scaling.md': 'One process, and more',
    },
  },
  {
    text: 'Reference',
    pages: {
      'docs/settings.md': 'Properties and settings',
      'docs/session-states.md': 'States of a session',
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

/** Those whose tables need room. */
export const WIDE: ReadonlySet<string> = new Set([
  'docs/settings.md',
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
