/** What was built holds together: each link leads to a page that is there, each anchor to a heading, nothing leads out by itself. */

import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** @throws Error with every broken link */
export async function checkSite(outDir: string): Promise<void> {
  const files = await readdir(outDir, { recursive: true });
  const pages = new Map<string, string>();
  for (const file of files.filter((each) => each.endsWith('.html'))) {
    pages.set(`/${file}`, readFileSync(join(outDir, file), 'utf8'));
  }
  const faults = [...pages].flatMap(([page, html]) => [
    ...brokenLinks(page, html, pages, outDir),
    ...foreignResources(page, html),
  ]);
  if (faults.length > 0) throw new Error(`broken links:\n${faults.join('\n')}`);
}

function brokenLinks(
  page: string,
  html: string,
  pages: ReadonlyMap<string, string>,
  outDir: string,
): string[] {
  const faults: string[] = [];
  for (const [, href = ''] of html.matchAll(/<a\b[^>]*? href="([^"]*)"/g)) {
    if (/^[a-z]+:/.test(href)) continue;
    const { pathname, hash } = new URL(href, `http://site${page}`);
    const path = decodeURI(pathname === '/' ? '/index.html' : pathname);
    const target = pages.get(path);
    if (target === undefined && !existsSync(join(outDir, path))) faults.push(`${page}: ${href}`);
    const id = decodeURIComponent(hash.slice(1));
    if (target !== undefined && id !== '' && !target.includes(` id="${id}"`)) {
      faults.push(`${page}: ${href} has no such heading`);
    }
  }
  return faults;
}

/** The site must work without a network: no font, script, style or image of another host. */
function foreignResources(page: string, html: string): string[] {
  const found = html.matchAll(/<(?:script|link|img|iframe)\b[^>]*? (?:src|href)="(https?:[^"]*)"/g);
  return Array.from(found, ([, url]) => `${page}: loads ${url}`);
}
