/** An option of the command line as a row: how it is written, what it does, and which setting of the client it becomes. */

import type { MQTT } from '@x/client';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** The JSON settings of the client, whose keys are properties of MQTT 5. */
export type JsonSetting = 'ConnectProperties' | 'OutgoingMessageProperties' | 'WillProperties';

/** Where a value goes; a row without one is the command's own business. */
export interface Target {
  /** A setting of docs/settings.md. */
  readonly setting?: string;
  /** A key of a JSON setting. */
  readonly json?: JsonSetting;
  readonly key?: string;
  /** How the text becomes the setting's. */
  readonly as?: (text: string) => string;
  /** A property of the client. */
  readonly put?: (mqtt: MQTT, value: never) => void;
  /** As `put`, for what takes several options together. */
  readonly whole?: (mqtt: MQTT, values: Values) => void;
  /** Settings as NAME=VALUE, from each value of an option that repeats. */
  readonly each?: (text: string) => string;
}

export interface OptionRow {
  /** As commander takes it: '-q, --qos <0|1|2>'. */
  readonly flags: string;
  readonly help: string;
  readonly to?: Target;
  /** Turns what was written into a value; given the value so far, for options that repeat. */
  readonly parse?: (text: string, previous: unknown) => unknown;
  readonly choices?: readonly string[];
  readonly initial?: unknown;
  /** A variable of the environment that stands in for the option. */
  readonly env?: string;
  /** Only MQTT 5.0 has it. */
  readonly v5?: true;
}

/** Rows under one heading of the help. */
export interface OptionGroup {
  readonly title: string;
  readonly rows: readonly OptionRow[];
}

/** What was given, by the name that commander makes of the flags. */
export type Values = Readonly<Record<string, unknown>>;

export function addOptions(command: Command, groups: readonly OptionGroup[]): Command {
  for (const { title, rows } of groups) {
    for (const row of rows) command.addOption(optionOf(row).helpGroup(`${title}:`));
  }
  return command;
}

export function givenFor(row: OptionRow, values: Values): unknown {
  return values[optionOf(row).attributeName()];
}

/** The long form, as messages name an option. */
export function nameOf({ flags }: OptionRow): string {
  return /--[a-z0-9-]+/.exec(flags)?.[0] ?? flags;
}

function optionOf({ flags, help, parse, choices, initial, env, v5 }: OptionRow): Option {
  const option = new Option(flags, v5 === undefined ? help : `${help} (MQTT 5)`);
  if (choices !== undefined) option.choices(choices);
  if (parse !== undefined) option.argParser(parse);
  if (initial !== undefined) option.default(initial);
  if (env !== undefined) option.env(env);
  return option;
}

/** A parser of whole numbers within a range. */
export function whole(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** A parser of numbers within a range. */
export function number(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
  };
}

/** A parser for options that may be given again and again. */
export function repeated(text: string, previous: unknown): readonly string[] {
  return Array.isArray(previous) ? [...previous, text] : [text];
}
