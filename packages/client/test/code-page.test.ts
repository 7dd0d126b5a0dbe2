import { describe, expect, it } from 'vitest';
import { decodeText, encodeText, hasCodePage } from '../src/code-page.ts';
import { morePage as browserPage } from '../src/code-pages/more.browser.ts';
import { APPLE_CODE_PAGES, WINDOWS_CODE_PAGES } from './reference/code-pages.ts';
import { incoming, outcome, useStage } from './support/stage.ts';

const codeOf = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return Reflect.get(Object(error), 'code');
  }
};

describe('a built-in code page', () => {
  it.each([
    [65_001, 'aé€😀', [0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80]],
    [1200, 'a€', [0x61, 0, 0xac, 0x20]],
    [20_127, 'a~', [0x61, 0x7e]],
    [28_591, 'aé\u0080', [0x61, 0xe9, 0x80]],
    [1252, 'a€é’', [0x61, 0x80, 0xe9, 0x92]],
    [4, 'é', [0xc3, 0xa9]],
    [12, '€', [0x80]],
  ])('%i encodes %j, and decodes it again', (page, text, bytes) => {
    expect([...encodeText(text, page)]).toEqual(bytes);
    expect(decodeText(new Uint8Array(bytes), page)).toBe(text);
  });

  it.each([
    [20_127, 'é'],
    [28_591, '€'],
    [1252, 'Ω'],
    [1252, '\ufffd'],
  ])('%i refuses %j, which it lacks', (page, text) => {
    expect(codeOf(() => encodeText(text, page))).toBe(434);
  });

  it('keeps a byte order mark', () => {
    expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]), 65_001)).toBe('\ufeffa');
    expect(decodeText(new Uint8Array([0xff, 0xfe, 0x61, 0]), 1200)).toBe('\ufeffa');
  });

  it('reads what is no text as replacement characters', () => {
    expect(decodeText(new Uint8Array([0xff, 0x61]), 65_001)).toBe('\ufffda');
    expect(decodeText(new Uint8Array([0x80, 0x61]), 20_127)).toBe('\ufffda');
  });

  it('has the whole of Windows-1252', () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const text = decodeText(all, 1252);
    expect(text.slice(0x80, 0xa0)).toBe(
      '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ',
    );
    expect(text.slice(0xa0)).toBe(decodeText(all.subarray(0xa0), 28_591));
    expect(text.slice(0, 0x80)).toBe(decodeText(all.subarray(0, 0x80), 20_127));
    expect(encodeText(text, 1252)).toEqual(all);
  });

  it('takes payloads of any size', () => {
    const bytes = new Uint8Array(1_000_003).fill(0xe9);
    expect(decodeText(bytes, 28_591)).toBe('é'.repeat(1_000_003));
  });
});

describe('code pages of iconv-lite', () => {
  it.each([
    [437, 'Çé', [0x80, 0x82]],
    [932, 'あア', [0x82, 0xa0, 0x83, 0x41]],
    [949, '한글', [0xc7, 0xd1, 0xb1, 0xdb]],
    [950, '中文', [0xa4, 0xa4, 0xa4, 0xe5]],
    [1201, 'a€', [0, 0x61, 0x20, 0xac]],
    [1251, 'Привет', [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]],
    [10_000, 'é', [0x8e]],
    [12_000, 'a', [0x61, 0, 0, 0]],
    [12_001, 'a', [0, 0, 0, 0x61]],
    [20_866, 'да', [0xc4, 0xc1]],
    [28_592, 'Łó', [0xa3, 0xf3]],
    [28_605, '€', [0xa4]],
    [51_932, 'あ', [0xa4, 0xa2]],
    [54_936, '😀', [0x94, 0x39, 0xfc, 0x36]],
    [65_000, 'ä', [0x2b, 0x41, 0x4f, 0x51, 0x2d]],
    [8, 'あ', [0x82, 0xa0]],
    [10, 'a', [0xff, 0xfe, 0x61, 0]],
  ])('%i encodes %j, and decodes it again', (page, text, bytes) => {
    expect([...encodeText(text, page)]).toEqual(bytes);
    expect(decodeText(new Uint8Array(bytes), page)).toBe(text);
  });

  it.each([
    [437, '€'],
    [932, '😀'],
    [1251, 'Ω'],
    [20_866, 'é'],
  ])('%i refuses %j, which it lacks, and does write question marks', (page, text) => {
    expect(codeOf(() => encodeText(text, page))).toBe(434);
    expect([...encodeText('?', page)]).toEqual([0x3f]);
  });

  it('keep a byte order mark that is text', () => {
    expect(decodeText(encodeText('\ufeffa', 12_000), 12_000)).toBe('\ufeffa');
  });
});

it('reads ISO 2022, which it cannot write', () => {
  const bytes = Uint8Array.of(0x1b, 0x24, 0x42, 0x24, 0x22, 0x1b, 0x28, 0x42);
  expect(decodeText(bytes, 50_220)).toBe('あ');
  expect(codeOf(() => encodeText('あ', 50_220))).toBe(434);
});

it('every documented page that is available writes and reads back plain text', () => {
  const all = `${WINDOWS_CODE_PAGES} ${APPLE_CODE_PAGES}`.trim().split(/\s+/).map(Number);
  const there = all.filter(hasCodePage);
  const unwritable = new Set([50_220, 50_221, 50_222, 21]);
  for (const page of there.filter((id) => !unwritable.has(id))) {
    const text = 'MQTT 3.1.1, 5.0';
    expect([page, decodeText(encodeText(text, page), page)]).toEqual([page, text]);
  }
  expect(there).toHaveLength(91);
});

describe.each([37, 709, 1361, 57_002, 65_536])(
  'code page %i is known but in no library',
  (page) => {
    it('refuses to write, and reads UTF-8', () => {
      expect(codeOf(() => encodeText('a', page))).toBe(434);
      expect(decodeText(Uint8Array.of(0xc3, 0xa9), page)).toBe('é');
    });
  },
);

describe('in a browser', () => {
  it.each([
    [1251, 'Привет', [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]],
    [20_866, 'да', [0xc4, 0xc1]],
    [28_592, 'Łó', [0xa3, 0xf3]],
    [866, 'Я', [0x9f]],
  ])('%i reads and writes %j', (id, text, bytes) => {
    const page = browserPage(id);
    expect([...(page?.encode(text) ?? [])]).toEqual(bytes);
    expect(page?.decode(new Uint8Array(bytes))).toBe(text);
    expect(page?.encode('한')).toBeUndefined();
  });

  it.each([
    [932, 'あ', [0x82, 0xa0]],
    [949, '한', [0xc7, 0xd1]],
    [54_936, '中', [0xd6, 0xd0]],
  ])('%i is only read', (id, text, bytes) => {
    expect(browserPage(id)?.decode(new Uint8Array(bytes))).toBe(text);
    expect(browserPage(id)?.encode('a')).toBeUndefined();
  });

  it('others are not there', () => {
    for (const id of [37, 437, 65_000, 12_000]) expect(browserPage(id)).toBeUndefined();
  });
});

describe('the setting', () => {
  const stage = useStage();

  it('says in the log that a page is not available', async () => {
    const lines: string[] = [];
    stage.mqtt.on('Log', (event) => void lines.push(event.message));
    await stage.mqtt.config('CodePage=1251');
    expect(lines).toEqual([]);
    await stage.mqtt.config('CodePage=037');
    expect(lines).toEqual([expect.stringContaining('CodePage 37 is not available')]);
  });

  it('is for payloads: topics stay UTF-8, bytes stay as they are', async () => {
    const { mqtt } = stage;
    const peer = await stage.connect();
    await mqtt.config('CodePage=1251');
    await mqtt.publishMessage('тема', 0, 'да');
    expect(await peer.receive('publish')).toMatchObject({
      topic: 'тема',
      payload: Uint8Array.of(0xe4, 0xe0),
    });
    peer.send(incoming({ topic: 'тема', payload: Uint8Array.of(0xe4, 0xe0) }));
    await stage.recorder.until('MessageIn -1 тема 0 да');
    expect(await outcome(mqtt.publishMessage('t', 0, '한'))).toBe(434);
    expect(await outcome(mqtt.publishData('t', 0, Uint8Array.of(0xff)))).toBe(0);
  });
});
