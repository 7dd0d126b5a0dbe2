/** Links as they stand in the repository, file to file, become links of the site. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { isPage, SECTIONS, urlOf } from './pages.ts';
import { ROOT } from './root.ts';

/** What markdown-it hands to a rule: `realPath` is the file of a page that was made of a template. */
interface Environment {
  readonly path: string;
  readonly realPath?: string;
}

/** Rewrites each link before vitepress looks at it. */
export function linksBetweenPages(md: MarkdownRenderer): void {
  md.core.ruler.push('links-between-pages', (state) => {
    const { path, realPath = path } = state.env as Environment;
    const page = relative(ROOT, realPath);
    if (page.startsWith('apps/site/')) return;
    for (const { children } of state.tokens) {
      for (const token of children ?? []) {
        const href = token.type === 'link_open' ? token.attrGet('href') : null;
        if (href !== null) token.attrSet('href', siteLink(page, href));
      }
    }
  });
}

function siteLink(page: string, href: string): string {
  const [file, hash = ''] = split(page, href);
  if (file === undefined) return href;
  if (isPage(file)) return `${urlOf(file)}${hash}`;
  return `/source/${sourceName(file)}.md${hash}`;
}

/** The name of a source's page: a dot would be taken for the end of it. */
export function sourceName(file: string): string {
  return file.replaceAll('.', '-');
}

/** The file that a link means, undefined for one that leaves the repository or stays on its page. */
function split(page: string, href: string): [file?: string, hash?: string] {
  const [, path = '', hash = ''] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
  if (path === '' || /^[a-z]+:/.test(path) || path.startsWith('/')) return [];
  const file = join(dirname(page), decodeURI(path)).replace(/\/$/, '');
  const target = existsSync(join(ROOT, file, 'README.md')) ? join(file, 'README.md') : file;
  if (!existsSync(join(ROOT, target))) throw new Error(`${page}: there is no ${href}`);
  return [target, hash];
}

/** The files that pages link to without being pages: they are shown as source. */
export function linkedSources(): string[] {
  const files = new Set<string>();
  for (const page of SECTIONS.flatMap(({ pages }) => Object.keys(pages))) {
    const text = readFileSync(join(ROOT, page), 'utf8');
    for (const [, href = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      const [file] = split(page, href);
      if (file !== undefined && !isPage(file) && isText(file)) files.add(file);
    }
  }
  return [...files];
}

function isText(file: string): boolean {
  return statSync(join(ROOT, file)).isFile() && !/\.(png|svg)$/.test(file);
}

/** The anchor of a heading as GitHub makes it, so that one link serves there and here. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');
}
