import { describe, expect, it } from 'vitest';
import { linesOf, payloadsOf } from '../../src/client/payloads.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';

async function all(payloads: AsyncIterable<Uint8Array>): Promise<string[]> {
  const texts: string[] = [];
  for await (const payload of payloads) texts.push(Buffer.from(payload).toString('latin1'));
  return texts;
}

async function* chunks(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part, 'latin1');
}

describe('linesOf', () => {
  it.each([
    [['a\nb\n'], ['a', 'b']],
    [['a\r\nb'], ['a', 'b']],
    [
      ['a', 'b\r', '\nc'],
      ['ab', 'c'],
    ],
    [['\n\n'], ['', '']],
    [[''], []],
    [['\xff\x00\n\xfe'], ['\xff\x00', '\xfe']],
  ])('%j', async (parts, lines) => expect(await all(linesOf(chunks(...parts)))).toEqual(lines));
});

describe('payloadsOf', () => {
  const terminal = recordingTerminal(false, [Buffer.from('in'), Buffer.from('put\n')]);

  it('takes each source', async () => {
    expect(await all(payloadsOf({ message: 'm' }, terminal))).toEqual(['m']);
    expect(await all(payloadsOf({ null: true }, terminal))).toEqual(['']);
    expect(await all(payloadsOf({ stdin: true }, terminal))).toEqual(['input\n']);
    expect(await all(payloadsOf({ lines: true }, terminal))).toEqual(['input']);
    await expect(all(payloadsOf({ file: '/nowhere' }, terminal))).rejects.toThrow('ENOENT');
  });

  it.each([
    { message: 'a', null: true },
    { stdin: true, lines: true },
  ])('%j is not one source', (options) =>
    expect(() => payloadsOf(options, terminal)).toThrow('give only one of'),
  );

  it('nothing is none', () => {
    expect(() => payloadsOf({}, terminal)).toThrow('give a message, or one of');
  });
});
