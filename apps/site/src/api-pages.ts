/** The types of all packages, a page for each entry, printed by TypeDoc from the sources. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Application } from 'typedoc';
import { ROOT } from './root.ts';

const SITE = join(ROOT, 'apps/site');

/** What users import, and the source behind it. */
const ENTRIES: Readonly<Record<string, string>> = {
  '@x/client': 'client/src/index.ts',
  '@x/codec': 'codec/src/index.ts',
  '@x/session': 'session/src/index.ts',
  '@x/session/file': 'session/src/file/index.ts',
  '@x/testing': 'testing/src/index.ts',
  '@x/transport': 'transport/src/index.ts',
  '@x/transport/certificate': 'transport/src/certificate.ts',
  '@x/transport/memory': 'transport/src/memory.ts',
  '@x/transport/proxy': 'transport/src/proxy.ts',
  '@x/transport/tcp': 'transport/src/tcp.ts',
  '@x/transport/tls': 'transport/src/tls.ts',
  '@x/transport/ws': 'transport/src/ws.node.ts',
};

/** Written to apps/site/api, which no commit has. @returns the items of the sidebar */
export async function writeApiPages(): Promise<{ text: string; link: string }[]> {
  const out = join(SITE, 'api');
  rmSync(out, { recursive: true, force: true });
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: Object.values(ENTRIES).map((file) => join(ROOT, 'packages', file)),
    tsconfig: join(SITE, 'tsconfig.api.json'),
    basePath: ROOT,
    skipErrorChecking: true,
    disableSources: true,
    readme: 'none',
    excludeExternals: true,
    outputs: [{ name: 'markdown', path: out }],
    logLevel: 'Warn',
    validation: false,
    ...MARKDOWN,
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the packages');
  for (const [index, module] of (project.children ?? []).entries()) {
    module.name = Object.keys(ENTRIES)[index] ?? module.name;
  }
  await app.generateOutputs(project);
  return Object.keys(ENTRIES).map((name) => ({ text: name, link: `/api/${name}.md` }));
}

const MARKDOWN = {
  entryFileName: 'index',
  outputFileStrategy: 'modules',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  propertyMembersFormat: 'table',
  enumMembersFormat: 'table',
  useCodeBlocks: true,
  expandObjects: false,
};
