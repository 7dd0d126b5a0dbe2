/** The pieces of code on the pages: found, made whole, and told apart by what can be done with them. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../src/root.ts';

export interface Snippet {
  /** Page and line: docs/tls.md:14. */
  readonly place: string;
  readonly language: string;
  /** As the page shows it. */
  readonly text: string;
  /** With the client that the page takes for granted. */
  readonly whole: string;
  /** Why it cannot run here, from the remark before it; undefined: it runs. */
  readonly onlyTypes: string | undefined;
}

const PAGES = ['README.md', ...packageReadmes(), ...docs()];
const FENCE = /^(?:<!-- only types: (.+) -->\n)?```(ts|js)\n([\s\S]*?)^```$/gm;

/** A page may speak of `mqtt` without making it each time. */
export const CLIENT = "import { MQTT } from '@x/client';\nconst mqtt = new MQTT();\n";
const CONNECTED = `${CLIENT}await mqtt.connectTo('mqtt://localhost:1883', 0);\n`;

export function snippetsOf(prefix: string): Snippet[] {
  return PAGES.filter((page) => page.startsWith(prefix)).flatMap((page) => {
    const markdown = readFileSync(join(ROOT, page), 'utf8');
    return Array.from(
      markdown.matchAll(FENCE),
      ({ 1: onlyTypes, 2: language = '', 3: text = '', index }) => ({
        language,
        place: `${page}:${markdown.slice(0, index).split('\n').length}`,
        text,
        whole: whole(text),
        onlyTypes,
      }),
    );
  });
}

function whole(text: string): string {
  if (!/\bmqtt\./.test(text) || /\bmqtt = |\(mqtt\b/.test(text)) return text;
  return (/\bmqtt\.connect(To)?\(/.test(text) ? CLIENT : CONNECTED) + text;
}

function docs(): string[] {
  return readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file));
}

function packageReadmes(): string[] {
  return readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/README.md`);
}
