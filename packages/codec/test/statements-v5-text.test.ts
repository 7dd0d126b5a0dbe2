/** The statements of MQTT 5.0 that bind a codec: data types (section 1.5). */

import { describe, expect, it } from 'vitest';
import { Decoder } from '../src/index.ts';
import { decode, encodeFault, encodeLoose, PUBLISH, refusal, toHex } from './faults.ts';
import { publishOf, publishWith } from './v5-bytes.ts';

const ILL_FORMED = ['eda080', 'edbfbf', 'c0af', 'e08080', 'f4908080', 'c3', 'e282', 'ff', '80'];
const SURROGATE = 'a\ud800';
const hex = (packet: object): string => toHex(encodeLoose(5, packet));

describe('data types', () => {
  it('v5 [MQTT-1.5.4-1] text is well-formed UTF-8, in both directions', () => {
    for (const bytes of ILL_FORMED) {
      expect(refusal(5, publishOf(bytes))).toMatchObject({
        code: 'INVALID_TEXT',
        reasonCode: 0x81,
        statement: 'MQTT-1.5.4-1',
      });
    }
    expect(encodeFault(5, { ...PUBLISH, topic: SURROGATE }).statement).toBe('MQTT-1.5.4-1');
  });

  it('v5 [MQTT-1.5.4-2] U+0000 is refused in both directions', () => {
    expect(refusal(5, publishOf('610062'))).toMatchObject({
      reasonCode: 0x81,
      statement: 'MQTT-1.5.4-2',
    });
    expect(encodeFault(5, { ...PUBLISH, topic: 'a\0' }).statement).toBe('MQTT-1.5.4-2');
  });

  it('v5 [MQTT-1.5.4-3] a leading BOM is U+FEFF', () => {
    expect(decode(5, publishOf('efbbbf61'))).toMatchObject([{ topic: '\ufeffa' }]);
    expect(hex({ ...PUBLISH, topic: '\ufeffa' })).toBe(publishOf('efbbbf61'));
    const long = { contentType: `\ufeff${'a'.repeat(90)}` };
    const packet = { ...PUBLISH, properties: long };
    expect(new Decoder({ version: 5 }).push(encodeLoose(5, packet))).toMatchObject([packet]);
  });

  it('v5 [MQTT-1.5.5-1] a variable byte integer takes the fewest bytes', () => {
    const identifier = (value: number) =>
      hex({ ...PUBLISH, properties: { subscriptionIdentifiers: [value] } }).slice(14);
    expect(identifier(127)).toBe('7f');
    expect(identifier(128)).toBe('8001');
    expect(identifier(16_383)).toBe('ff7f');
    expect(identifier(16_384)).toBe('808001');
    expect(identifier(2_097_151)).toBe('ffff7f');
    expect(identifier(2_097_152)).toBe('80808001');
    expect(identifier(268_435_455)).toBe('ffffff7f');
    for (const long of ['8000', '808000', '80808000', 'ff00']) {
      expect(refusal(5, publishWith(`0b${long}`))).toMatchObject({
        code: 'VARIABLE_INTEGER',
        reasonCode: 0x81,
        statement: 'MQTT-1.5.5-1',
      });
    }
    expect(refusal(5, '308000').statement).toBe('MQTT-1.5.5-1');
    expect(refusal(5, publishWith('0b8080808001')).code).toBe('VARIABLE_INTEGER');
  });

  it('v5 [MQTT-1.5.7-1] both halves of a pair are text', () => {
    expect(refusal(5, publishWith('260001ff000161')).code).toBe('INVALID_TEXT');
    expect(refusal(5, publishWith('260001610001ff')).code).toBe('INVALID_TEXT');
    for (const pair of [
      [SURROGATE, 'a'],
      ['a', SURROGATE],
    ]) {
      const packet = { ...PUBLISH, properties: { userProperties: [pair] } };
      expect(encodeFault(5, packet).statement).toBe('MQTT-1.5.4-1');
    }
  });
});
