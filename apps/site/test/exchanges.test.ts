/** The diagrams of docs/sessions.md are what a client and a broker say to each other; `vitest -u` writes them anew. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exchanges } from './exchanges.ts';

const PAGE = '../../../docs/sessions.md';
const MARKS = /(<!-- printed: exchanges -->\n)[\s\S]*(<!-- \/printed -->)/;

it('docs/sessions.md shows the exchanges as they are', async () => {
  const text = readFileSync(new URL(PAGE, import.meta.url), 'utf8');
  expect(text).toMatch(MARKS);
  const printed = await exchanges();
  for (const line of ['Client->>Broker: PUBLISH QoS 0', 'Broker->>Client: PUBREC']) {
    expect(printed).toContain(line);
  }
  await expect(
    text.replace(MARKS, (_, from, to) => `${from}\n${printed}\n\n${to}`),
  ).toMatchFileSnapshot(PAGE);
});
