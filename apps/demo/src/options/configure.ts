/** Hands the options over to a client: its own checks judge the values, and a refusal names the option. */

import { type MQTT, MQTTError } from '@x/client';
import { CommandFailure, lineOf } from '../errors.ts';
import { NEVER } from './never.ts';
import {
  givenFor,
  type JsonSetting,
  nameOf,
  type OptionGroup,
  type OptionRow,
  type Values,
} from './row.ts';

type JsonValues = Map<JsonSetting, Record<string, string | readonly string[]>>;

/**
 * Rejects: CommandFailure `usage` for a value that the client does not take, and for an option of MQTT 5 with 3.1.1.
 */
export async function configure(
  mqtt: MQTT,
  groups: readonly OptionGroup[],
  values: Values,
): Promise<void> {
  const json: JsonValues = new Map();
  refuseIncomplete(values);
  const { clean, session, protocol } = values;
  // A session that ends with the connection is none to come back to; an option of its own still decides.
  if (protocol !== '3.1.1' && (clean === false || session !== undefined)) {
    await mqtt.config(`SessionExpInterval=${NEVER}`);
  }
  for (const row of groups.flatMap(({ rows }) => rows)) {
    const value = givenFor(row, values);
    if (value === undefined || row.to === undefined) continue;
    if (row.v5 === true && protocol === '3.1.1') {
      if (isLeftAlone(row, value)) continue;
      throw new CommandFailure('usage', `option '${nameOf(row)}' needs --protocol 5.0`);
    }
    await attempt(`option '${nameOf(row)}'`, () => apply(mqtt, row, value, values, json));
  }
  for (const [setting, entries] of json) {
    await attempt(setting, () => mqtt.config(`${setting}=${JSON.stringify(entries)}`));
  }
}

/** What would be left aside without a word. */
function refuseIncomplete({ clean, session, clientId, ...values }: Values): void {
  if (clean === false && session === undefined && clientId === undefined) {
    throw new CommandFailure(
      'usage',
      "option '--no-clean' needs --client-id: whose session is it?",
    );
  }
  if (values['key'] !== undefined && values['cert'] === undefined) {
    throw new CommandFailure('usage', "option '--key' needs --cert");
  }
  const will = Object.keys(values).some((name) => /^will[A-Z]/.test(name));
  if (will && values['willTopic'] === undefined) {
    throw new CommandFailure('usage', 'a last will needs --will-topic');
  }
}

/** A --no-… option that was not given. */
function isLeftAlone({ flags }: OptionRow, value: unknown): boolean {
  return flags.startsWith('--no-') && value === true;
}

async function apply(
  mqtt: MQTT,
  row: OptionRow,
  value: unknown,
  values: Values,
  json: JsonValues,
): Promise<void> {
  const { setting, json: group, key, as, put, whole, each } = row.to ?? {};
  put?.(mqtt, value as never);
  whole?.(mqtt, values);
  const texts = Array.isArray(value) ? value.map(String) : [String(value)];
  if (each !== undefined) for (const text of texts) await mqtt.config(each(text));
  if (setting !== undefined) await mqtt.config(`${setting}=${as?.(texts[0] ?? '') ?? texts[0]}`);
  if (group === undefined || key === undefined || isLeftAlone(row, value)) return;
  const entries = json.get(group) ?? {};
  entries[key] =
    key === 'UserProperty' ? texts.map(pairOf) : (as?.(texts[0] ?? '') ?? texts[0] ?? '');
  json.set(group, entries);
}

/** NAME=VALUE in the client's own notation, which ends the name at the first colon. */
function pairOf(text: string): string {
  const end = text.indexOf('=');
  const name = text.slice(0, end);
  if (end > 0 && !name.includes(':')) return `${name}:${text.slice(end + 1)}`;
  throw new CommandFailure('usage', `'${text}' must be NAME=VALUE, without a colon in the name`);
}

async function attempt(what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    // What is not the client's refusal is a file that cannot be read.
    const system = error instanceof Error && 'code' in error;
    if (!(error instanceof MQTTError) && !system) throw error;
    throw new CommandFailure('usage', `${what}: ${lineOf(error)}`, { cause: error });
  }
}
