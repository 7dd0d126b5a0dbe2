/** How received messages are written: the options, and the writer that they make. */

import type { MessageEvent } from '@x/client';
import { InvalidArgumentError } from 'commander';
import { lineOf } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { type Formatter, formatter, OUTPUTS, PLACEHOLDERS } from '../text/format.ts';
import { Writer } from '../text/writer.ts';
import type { OptionGroup } from './row.ts';

export const OUTPUT: OptionGroup = {
  title: 'Output',
  rows: [
    {
      flags: '-o, --output <form>',
      help: 'text: payloads as they are; json: an object a line; hex',
      choices: Object.keys(OUTPUTS),
      initial: 'text',
    },
    { flags: '-F, --format <text>', help: 'a form of your own, see below', parse: checkedFormat },
    { flags: '-v, --verbose', help: 'begin with the topic' },
    { flags: '-N, --no-newline', help: 'nothing between two messages' },
  ],
};

export const FORMAT_NOTES = `
In a format, \\n and \\t stand for themselves, and:
${PLACEHOLDERS.map(({ letter, meaning }) => `  %${letter}  ${meaning}`).join('\n')}
`;

export interface OutputOptions {
  readonly output: keyof typeof OUTPUTS;
  readonly format?: string;
  readonly verbose?: boolean;
  readonly newline: boolean;
  readonly session?: string;
}

export function messageWriter(
  options: OutputOptions,
  terminal: Terminal,
): (message: MessageEvent) => void {
  const { output, format, verbose, newline, session } = options;
  const form: Formatter = format === undefined ? OUTPUTS[output] : formatter(format);
  const end = newline ? ['\n'] : [];
  const writer = new Writer(terminal);
  return (message) => {
    const start = verbose === true ? [`${message.topic} `] : [];
    writer.write(...start, ...form(message), ...end);
    // The journal forgets a message when the listener returns: by then it must be out.
    if (session !== undefined) writer.flush();
  };
}

/** A parser of format strings, which only checks. */
export function checkedFormat(text: string): string {
  try {
    formatter(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(`In it, ${lineOf(error)}.`);
  }
}
