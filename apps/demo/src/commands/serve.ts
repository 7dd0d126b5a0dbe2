/** `x-mqtt serve`: the web page, with a broker of its own or any other behind a link that can be disturbed. */

import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { CommandFailure, interruption, lineOf } from '../errors.ts';
import { exitText } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { addOptions, type OptionGroup, whole } from '../options/row.ts';
import { embeddedBroker, otherBroker, type ServedBroker } from '../serve/served-broker.ts';
import { type RunningServer, type ServeOptions, startServer } from '../serve/server.ts';
import { upstreamOf } from '../serve/upstream.ts';

/** Where the page is built to, beside the compiled program. */
const PAGE = fileURLToPath(new URL('../web/', import.meta.url));
const PORT = 8080;
const MQTT_PORT = 1883;

const SERVE_OPTIONS: OptionGroup = {
  title: 'Options',
  rows: [
    {
      flags: '-p, --port <port>',
      help: `of the page and of MQTT over WebSocket; ${PORT}, or any free one if that is taken`,
      parse: whole(0, 65_535),
    },
    {
      flags: '--mqtt-port <port>',
      help: `of MQTT over TCP; ${MQTT_PORT}, or any free one if that is taken`,
      parse: whole(0, 65_535),
    },
    { flags: '--host <address>', help: 'the address to listen on', initial: '127.0.0.1' },
    {
      flags: '-b, --broker <url>',
      help: 'a broker to use instead of the embedded one: mqtt, mqtts, ws or wss',
      parse: checkedUrl,
    },
    { flags: '--ca <file>', help: "PEM certificates to trust for that broker's" },
    { flags: '--insecure', help: "accept any certificate of that broker's" },
    { flags: '--page <folder>', help: 'serve this folder instead of the built page' },
  ],
};

interface ServeCommandOptions {
  readonly port?: number;
  readonly mqttPort?: number;
  readonly host: string;
  readonly broker?: string;
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly page?: string;
}

export function serveCommand(invocation: Invocation): Command {
  const command = new Command('serve');
  return addOptions(command, [SERVE_OPTIONS])
    .addHelpText(
      'after',
      `\nExamples:\n  x-mqtt serve\n  x-mqtt serve --port 9000 --broker mqtts://broker.example\n\n${exitText(['failed', 'usage', 'interrupted', 'terminated'])}`,
    )
    .action((options: ServeCommandOptions) => serve(options, invocation));
}

async function serve(options: ServeCommandOptions, { terminal }: Invocation): Promise<void> {
  const { host, page = PAGE } = options;
  const broker = brokerOf(options);
  const server = await start(
    { host, page, broker, port: options.port ?? PORT, mqttPort: options.mqttPort ?? MQTT_PORT },
    options,
  );
  const { urls } = server;
  terminal.write(
    `${server.url}\n  MQTT over TCP        ${urls.mqtt}\n  MQTT over WebSocket  ${urls.ws}\n  Broker               ${broker.state().name}\n`,
  );
  await new Promise<void>((resolve) => {
    if (terminal.interrupted.aborted) resolve();
    terminal.interrupted.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
  throw interruption(terminal.interrupted);
}

function brokerOf({ broker, ca, insecure }: ServeCommandOptions): ServedBroker {
  if (broker === undefined) return embeddedBroker();
  try {
    const { transport, name } = upstreamOf(broker, { ca, insecure });
    return otherBroker(transport, name);
  } catch (error) {
    throw new CommandFailure('usage', lineOf(error), { cause: error });
  }
}

/** A port that nobody asked for by name may be another one. */
async function start(wanted: ServeOptions, asked: ServeCommandOptions): Promise<RunningServer> {
  const ports = [
    { port: wanted.port, mqttPort: wanted.mqttPort },
    { port: wanted.port, mqttPort: asked.mqttPort ?? 0 },
    { port: asked.port ?? 0, mqttPort: wanted.mqttPort },
    { port: asked.port ?? 0, mqttPort: asked.mqttPort ?? 0 },
  ];
  let failure: unknown;
  for (const choice of ports) {
    try {
      return await startServer({ ...wanted, ...choice });
    } catch (error) {
      failure = error;
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) break;
    }
  }
  throw new CommandFailure('failed', `cannot listen: ${lineOf(failure)}`, { cause: failure });
}

function checkedUrl(text: string): string {
  if (/^(mqtts?|wss?):\/\/[^/]/i.test(text)) return text;
  throw new InvalidArgumentError('It must be mqtt://, mqtts://, ws:// or wss:// with a host.');
}
