#!/usr/bin/env node
/** The program `x-mqtt`. It ends by itself, when everything that it opened is closed. */

import { run } from './cli.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await run(process.argv.slice(2), processTerminal());
