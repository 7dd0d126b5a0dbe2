/** Prints docs/errors.md from the table of errors and its prose. */

import { ERROR_CODES } from '../../src/error-codes.ts';
import { ERROR_DOCS, type ErrorDoc } from './error-docs.ts';

const INTRODUCTION = `# Errors

You find the number that you got, what leads to it, and what to do.

Everything that fails is an \`MQTTError\`. Its \`code\` is one of these numbers and stays the same from release to release; its
\`message\` says what happened this time, and \`cause\` keeps the error that it came from, if there is one. Compare the number, not the text.

\`\`\`js
import { MQTT, MQTTError } from '@x/client';

const mqtt = new MQTT();
try {
  await mqtt.publishMessage('home/kitchen', 1, '21.5');
} catch (error) {
  if (!(error instanceof MQTTError)) throw error;
  console.log(error.code, error.message); // 1117 You need to connect first.
}
\`\`\`

Errors come in four ways:

- a promise rejects, or a setter throws;
- \`Connected\` tells of a connect attempt that failed: \`statusCode\` is the number;
- \`Disconnected\` tells why a connection ended; 0 is an end in order;
- \`Error\` tells of what no promise reports, such as a message that the server refused.

The numbers are also in the exported table \`ERROR_CODES\`, by group. Printed from that table; a test fails when this page is stale.`;

type Row = readonly [code: string, text: string, doc: ErrorDoc | string];

export function errorsPage(): string {
  const groups = Object.entries(ERROR_CODES).map(([group, table]) => {
    const docs: Readonly<Record<string, ErrorDoc | string>> =
      ERROR_DOCS[group as keyof typeof ERROR_DOCS];
    return section(
      group,
      Object.entries(table).map(([code, text]) => [code, text, docs[code] ?? '']),
    );
  });
  return `${[INTRODUCTION, ...groups].join('\n\n')}\n`;
}

function section(group: string, rows: readonly Row[]): string {
  const reported = rows.filter(([, , doc]) => typeof doc !== 'string');
  const others = rows.filter(([, , doc]) => typeof doc === 'string');
  return [
    `## ${group}`,
    '',
    '| Code | Text | What leads to it | What to do |',
    '| --- | --- | --- | --- |',
    ...reported.map(([code, text, doc]) => reportedLine(code, text, doc as ErrorDoc)),
    ...(others.length === 0 ? [] : ['', ...others.map(otherLine)]),
  ].join('\n');
}

/** The number is an anchor: errors.md#e1117. */
function reportedLine(code: string, text: string, { cause, cure }: ErrorDoc): string {
  return `| <a id="e${code}"></a>${code} | ${escaped(text)} | ${escaped(cause)} | ${escaped(cure)} |`;
}

function otherLine([code, text, doc]: Row): string {
  return `- ${code} (${escaped(text)}) ${String(doc)}`;
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replace(/^(\[\d+\]) /, '\\$1 ');
}
