/** `x-mqtt decode`: bytes to packets. It needs nothing but @x/codec. */

import { createReadStream } from 'node:fs';
import { CodecError, type ProtocolVersion } from '@x/codec';
import { Command } from 'commander';
import { collect } from '../client/payloads.ts';
import { PacketReader, type ReadPacket } from '../decode/packet-reader.ts';
import { CommandFailure, lineOf } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { bytesOf } from '../options/message.ts';
import { addNotes } from '../options/notes.ts';
import { addOptions, type OptionGroup } from '../options/row.ts';
import type { Terminal } from '../terminal.ts';
import { hex } from '../text/format.ts';
import { packetText } from '../text/packet-text.ts';

const DECODE: OptionGroup = {
  title: 'Options',
  rows: [
    { flags: '-f, --file <path>', help: 'a file of bytes; without it and hex: standard input' },
    { flags: '-x, --hex', help: 'the file or standard input is hexadecimal text' },
    {
      flags: '--protocol <version>',
      help: 'by default what the CONNECT says that comes first, else 5.0',
      choices: ['3.1.1', '5.0'],
    },
    {
      flags: '--from <side>',
      help: 'refuse what this side may not send',
      choices: ['client', 'server'],
    },
    {
      flags: '-o, --output <form>',
      help: 'offset, bytes and meaning; or an object a line, bytes in hexadecimal',
      choices: ['text', 'json'],
      initial: 'text',
    },
  ],
};

interface DecodeOptions {
  readonly file?: string;
  readonly hex?: boolean;
  readonly protocol?: '3.1.1' | '5.0';
  readonly from?: 'client' | 'server';
  readonly output: 'text' | 'json';
}

/** Bytes of a packet that the text form shows. */
const SHOWN = 32;

export function decodeCommand({ terminal }: Invocation): Command {
  const command = new Command('decode').argument(
    '[hex...]',
    'hexadecimal digits, with or without spaces',
  );
  const examples = [
    'x-mqtt decode 30 06 00 01 61 00 68 69',
    'x-mqtt decode --protocol 3.1.1 --from client --file recorded.bin',
    'tshark -r mqtt.pcapng -Y mqtt -T fields -e tcp.payload | x-mqtt decode --hex',
  ];
  return addNotes(addOptions(command, [DECODE]), examples, {
    exits: ['usage', 'malformed'],
  }).action(async (digits: readonly string[]) => {
    const options = command.opts<DecodeOptions>();
    await decode(inputOf(digits.join(''), options, terminal), options, terminal);
  });
}

async function decode(
  input: AsyncIterable<Uint8Array>,
  options: DecodeOptions,
  terminal: Terminal,
): Promise<void> {
  const { protocol, from, output } = options;
  const version = protocol && versionOf(protocol);
  const show = output === 'json' ? asJson : asText;
  const reader = new PacketReader({ version, from }, (read) => terminal.write(`${show(read)}\n`));
  try {
    for await (const chunk of input) {
      if (terminal.unread.aborted) return;
      reader.push(chunk);
    }
    const missing = reader.end();
    if (missing === 0) return;
    const text = `at byte ${reader.offset}: the input ends after ${missing} bytes of a packet`;
    throw new CommandFailure('malformed', text);
  } catch (error) {
    if (error instanceof CodecError) {
      throw new CommandFailure('malformed', `at byte ${reader.offset}: ${lineOf(error)}`, {
        cause: error,
      });
    }
    const system = error instanceof Error && 'syscall' in error;
    throw system ? new CommandFailure('usage', lineOf(error), { cause: error }) : error;
  }
}

async function* inputOf(
  digits: string,
  { file, hex: isText }: DecodeOptions,
  terminal: Terminal,
): AsyncGenerator<Uint8Array> {
  if (digits !== '') {
    if (file !== undefined) throw new CommandFailure('usage', 'give hex or --file, not both');
    yield parsed(digits);
    return;
  }
  const source = file === undefined ? terminal.input() : createReadStream(file);
  if (isText === true) yield parsed(Buffer.from(await collect(source)).toString());
  else yield* source;
}

function parsed(text: string): Uint8Array {
  try {
    return bytesOf(text);
  } catch (error) {
    throw new CommandFailure('usage', `hex: ${lineOf(error)}`, { cause: error });
  }
}

function versionOf(protocol: '3.1.1' | '5.0'): ProtocolVersion {
  return protocol === '3.1.1' ? 4 : 5;
}

function asText({ offset, bytes, packet }: ReadPacket): string {
  const digits = hex(bytes.subarray(0, SHOWN)).replace(/..(?=.)/g, '$& ');
  const rest = bytes.length > SHOWN ? ` … ${bytes.length} bytes` : '';
  return `${offset}\t${packetText(packet)}\n\t${digits}${rest}`;
}

function asJson({ offset, bytes, packet }: ReadPacket): string {
  const binary = (_key: string, value: unknown): unknown =>
    value instanceof Uint8Array ? hex(value) : value;
  return JSON.stringify({ offset, bytes, packet }, binary);
}
