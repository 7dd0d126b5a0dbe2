/** The page about moving has every option, method and event that MQTT.js declares. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../src/root.ts';

const page = readFileSync(join(ROOT, 'docs/from-mqttjs.md'), 'utf8');
const folder = dirname(createRequire(import.meta.url).resolve('mqtt/package.json'));
const types = readFileSync(join(folder, 'build/lib/client.d.ts'), 'utf8');

function keysOf(name: string): string[] {
  const [, body = ''] =
    new RegExp(`interface ${name}(?: extends \\w+)? \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(types) ?? [];
  return Array.from(body.matchAll(/^ {4}(\w+)\??: /gm), ([, key = '']) => key);
}

it.each([
  ['ISecureClientOptions', 8],
  ['IClientOptions', 45],
  ['IClientPublishOptions', 5],
  ['IClientSubscribeOptions', 4],
  ['MqttClientEventCallbacks', 11],
])('every key of %s', (name, least) => {
  const keys = keysOf(name);
  expect(keys.length).toBeGreaterThanOrEqual(least);
  expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});
