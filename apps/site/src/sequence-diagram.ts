/** Draws a sequence diagram: who says what to whom, from top to bottom. */

const COLUMN = 300;
const MARGIN = 70;
const LINE = 34;
const HEAD = 30;

interface Step {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** Lines such as `Client->>Server: PUBLISH` and `Note over Client: stored`. */
export function drawSequence(lines: readonly string[]): string {
  const steps = lines.filter((line) => line !== '').map(stepOf);
  const actors = [...new Set(steps.flatMap(({ from, to }) => [from, to]))];
  const column = (actor: string) => MARGIN + actors.indexOf(actor) * COLUMN;
  const width = 2 * MARGIN + (actors.length - 1) * COLUMN;
  const height = HEAD + (steps.length + 1) * LINE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-size="13" text-anchor="middle">`,
    ...actors.map((actor) => lifeline(actor, column(actor), height)),
    ...steps.map((step, index) => arrow(step, column, HEAD + (index + 1) * LINE)),
    '</svg>',
  ].join('');
}

function stepOf(line: string): Step {
  const note = /^Note over (\w+): (.+)$/.exec(line);
  if (note !== null) return { from: note[1] ?? '', to: note[1] ?? '', text: note[2] ?? '' };
  const [, from = '', to = '', text = ''] = /^(\w+)->>(\w+): (.+)$/.exec(line) ?? [];
  if (from === '') throw new Error(`no step of a sequence: ${line}`);
  return { from, to, text };
}

function lifeline(actor: string, x: number, height: number): string {
  return [
    `<rect x="${x - 60}" y="1" width="120" height="${HEAD - 4}" rx="5" fill="none" stroke="currentColor"/>`,
    text(x, 18, actor, 'font-weight="600"'),
    `<line x1="${x}" y1="${HEAD - 3}" x2="${x}" y2="${height}" stroke="currentColor" stroke-dasharray="3 4" opacity="0.5"/>`,
  ].join('');
}

function arrow(step: Step, column: (actor: string) => number, y: number): string {
  const from = column(step.from);
  const to = column(step.to);
  if (from === to) {
    const edge = from === MARGIN ? from + 8 : from - 8;
    return text(
      edge,
      y,
      step.text,
      `font-style="italic" text-anchor="${edge > from ? 'start' : 'end'}"`,
    );
  }
  const back = to > from ? -7 : 7;
  return [
    text((from + to) / 2, y - 6, step.text),
    `<line x1="${from}" y1="${y}" x2="${to}" y2="${y}" stroke="currentColor"/>`,
    `<path d="M${to} ${y}l${back} -4v8z" fill="currentColor"/>`,
  ].join('');
}

function text(x: number, y: number, words: string, more = ''): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" fill="currentColor" ${more}>${escaped}</text>`;
}
