/** Diagrams, which pages hold as text of Mermaid, become drawings when the site is built: no script draws them later. */

import { instance } from '@viz-js/viz';
import type { MarkdownRenderer } from 'vitepress';
import { drawSequence } from './sequence-diagram.ts';

/** Where a diagram begins and ends. */
const POINT = '[*]';
const START = '"begin"';
const END = '"end"';

/** Loads Graphviz; what comes back draws the two kinds of diagrams that pages use, as SVG. */
export async function loadDrawing(): Promise<(text: string) => string> {
  const viz = await instance();
  const kinds: Readonly<Record<string, (lines: readonly string[]) => string>> = {
    'stateDiagram-v2': (lines) => colourless(viz.renderString(graphOf(lines), { format: 'svg' })),
    sequenceDiagram: drawSequence,
  };
  return (text) => {
    const [kind = '', ...lines] = text.trim().split('\n');
    const draw = kinds[kind.trim()];
    if (draw === undefined) throw new Error(`no drawing of ${kind}`);
    return draw(lines.map((line) => line.trim()));
  };
}

/** Teaches a Markdown renderer to draw instead of showing the text. */
export function drawnFences(draw: (text: string) => string): (md: MarkdownRenderer) => void {
  return (md) => {
    const { fence } = md.renderer.rules;
    md.renderer.rules.fence = (tokens, index, options, env, self) => {
      const token = tokens[index];
      if (token?.info !== 'mermaid') return fence?.(tokens, index, options, env, self) ?? '';
      return `<div class="diagram" v-pre>${draw(token.content)}</div>\n`;
    };
  };
}

/** The states and transitions in the language of Graphviz. */
function graphOf(lines: readonly string[]): string {
  const edges = lines.map((line) => {
    const [, from = '', to = '', label = ''] = /^(\S+) --> (\S+?)(?:: (.*))?$/.exec(line) ?? [];
    if (from === '') throw new Error(`no transition: ${line}`);
    return `${from === POINT ? START : quoted(from)} -> ${to === POINT ? END : quoted(to)} [label="${label === '' ? '' : ` ${label} `}"]`;
  });
  return `digraph {
    bgcolor=transparent; rankdir=TB; nodesep=0.6; ranksep=0.5;
    node [shape=box, style=rounded, fontname="sans-serif", fontsize=13, height=0.4, margin="0.22,0.05"];
    edge [fontname="sans-serif", fontsize=11, arrowsize=0.7];
    ${START} [shape=circle, style=filled, fillcolor=black, label="", width=0.15, height=0.15];
    ${edges.some((edge) => edge.includes(`-> ${END}`)) ? `${END} [shape=doublecircle, style=filled, fillcolor=black, label="", width=0.1, height=0.1];` : ''}
    ${edges.join('\n')}
  }`;
}

function quoted(name: string): string {
  return `"${name}"`;
}

/** The colours of the page, light or dark, instead of black; its fonts instead of any. */
function colourless(svg: string): string {
  return svg
    .slice(svg.indexOf('<svg'))
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/(stroke|fill)="black"/g, '$1="currentColor"')
    .replaceAll('<text ', '<text fill="currentColor" ')
    .replaceAll(/ font-family="[^"]*"/g, '')
    .replaceAll(/\n\s*/g, '');
}
