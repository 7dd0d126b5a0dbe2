/** `x-mqtt tour`: the guided tour, its options and its exit status. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { type Endpoint, parseEndpoint, type Scheme } from '../endpoint.ts';
import { lineOf } from '../errors.ts';
import { EXIT_ROWS, exitText } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { PROTOCOLS, type Protocol } from '../tour/plan.ts';
import { runTour } from '../tour/run-tour.ts';

interface TourOptions {
  readonly url?: Endpoint;
  readonly wsUrl?: Endpoint;
  readonly protocol: Protocol;
  readonly timeout: number;
}

/** What help says after the options. */
export const TOUR_NOTES = `
Without a URL it starts a broker of its own. With both URLs one client takes TCP and the other WebSocket.

Examples:
  x-mqtt
  x-mqtt --protocol 3.1.1
  x-mqtt --url mqtt://localhost:1883 --ws-url ws://localhost:9001

${exitText(['ok', 'failed', 'usage', 'unreachable', 'interrupted'])}`;

export function tourCommand(invocation: Invocation): Command {
  return new Command('tour')
    .addOption(endpointOption('--url <url>', 'a broker over TCP: mqtt://host[:port]', 'mqtt'))
    .addOption(
      endpointOption('--ws-url <url>', 'the same over WebSocket: ws://host[:port][/path]', 'ws'),
    )
    .addOption(
      new Option('--protocol <version>', 'the version of MQTT to speak')
        .choices(PROTOCOLS)
        .default('both'),
    )
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait for an answer')
        .argParser(parseSeconds)
        .default(5),
    )
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', TOUR_NOTES)
    .action(async (options: TourOptions) => {
      const { url: tcp, wsUrl: ws, protocol, timeout } = options;
      const asked = { protocol, tcp, ws, limit: timeout * 1000 };
      const complete = await runTour(asked, invocation.terminal);
      invocation.exitCode = complete ? EXIT_ROWS.ok.code : EXIT_ROWS.failed.code;
    });
}

function endpointOption(flags: string, description: string, scheme: Scheme): Option {
  return new Option(flags, description).argParser((text) => {
    try {
      return parseEndpoint(scheme, text);
    } catch (error) {
      throw new InvalidArgumentError(`It ${lineOf(error)}.`);
    }
  });
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError('It must be from 1 to 3600.');
}
