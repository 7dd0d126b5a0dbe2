/** The site: which pages, in which order, and how Markdown becomes a page. */

import { join } from 'node:path';
import type { Plugin, UserConfig } from 'vitepress';
import { writeApiPages } from './api-pages.ts';
import { checkSite } from './check-site.ts';
import { drawnFences, loadDrawing } from './diagrams.ts';
import { anchorOf, linksBetweenPages } from './links.ts';
import { isPage, SECTIONS, urlOf, WIDE } from './pages.ts';
import { ROOT } from './root.ts';

/** Pages of wide tables take the space of the outline. */
const WIDE_PAGE = { aside: false, pageClass: 'wide' };

/** The site is built from the Markdown of the whole repository, where it stands. */
export async function siteConfig(): Promise<UserConfig> {
  const api = await writeApiPages();
  const draw = await loadDrawing();
  return {
    title: '@x',
    description: 'MQTT 3.1.1 and 5.0 for TypeScript',
    lang: 'en',
    srcDir: ROOT,
    outDir: join(ROOT, 'apps/site/dist'),
    cacheDir: join(ROOT, 'apps/site/node_modules/.vitepress'),
    srcExclude: ['**/CHANGELOG.md', '**/.*/**', '**/test/**', 'coverage/**'],
    rewrites: (file) => (isPage(file) ? urlOf(file).slice(1) : file.replace(/^apps\/site\//, '')),
    head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }]],
    transformPageData: ({ filePath }) => (WIDE.has(filePath) ? { frontmatter: WIDE_PAGE } : {}),
    metaChunk: true,
    vite: {
      plugins: [vueFromHere],
      publicDir: join(ROOT, 'apps/site/public'),
      build: { chunkSizeWarningLimit: 2000, reportCompressedSize: false },
    },
    markdown: {
      anchor: { slugify: anchorOf },
      config: (md) => {
        md.use(linksBetweenPages);
        md.use(drawnFences(draw));
      },
    },
    themeConfig: {
      search: { provider: 'local' },
      outline: [2, 3],
      sidebar: [
        ...SECTIONS.map(({ text, pages }) => ({
          text,
          items: Object.entries(pages).map(([file, title]) => ({ text: title, link: urlOf(file) })),
        })),
        { text: 'Types', collapsed: true, items: api },
      ],
    },
    buildEnd: ({ outDir }) => checkSite(outDir),
  };
}

/** Pages stand in folders that have no dependencies: what vitepress makes of them finds Vue here. */
const vueFromHere: Plugin = {
  name: 'vue-from-here',
  enforce: 'pre',
  resolveId(id) {
    if (!/^vue(\/|$)/.test(id)) return undefined;
    return this.resolve(id, join(ROOT, 'apps/site/package.json'), { skipSelf: true });
  },
};
