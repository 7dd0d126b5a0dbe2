import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { PACKAGE_VERSION } from '../../src/settings/base.ts';
import { findRow, SETTINGS, type SettingName } from '../../src/settings/tables.ts';
import { DOCUMENTED } from './documented.ts';
import { codeOf, newSettings } from './host.ts';

const names = Object.keys(DOCUMENTED) as SettingName[];
const indexed = names.filter(
  (name) => DOCUMENTED[name].keeps === undefined && /Prop(Name|Value)$/.test(name),
);
const plain = names.filter((name) => !indexed.includes(name));

describe('the tables', () => {
  it('have the documented number of rows in each group', () => {
    const counts = Object.fromEntries(
      Object.entries(SETTINGS).map(([group, table]) => [group, Object.keys(table).length]),
    );
    expect(counts).toEqual({
      MQTT: 35,
      TCPClient: 19,
      SSL: 28,
      Socket: 4,
      Base: 5,
      Extensions: 11,
    });
  });

  it('have exactly the documented names', () => {
    const known = new Set(Object.values(SETTINGS).flatMap((table) => Object.keys(table)));
    expect([...known].sort()).toEqual([...names].sort());
    expect(names.length).toBe(90 + 11);
  });

  it('know the name, version and licence of the package', () => {
    expect(PACKAGE_VERSION).toBe(manifest.version);
    const { settings } = newSettings();
    expect(settings.config('LicenseInfo')).toContain(`License Type: ${manifest.license} `);
    for (const name of ['LicenseInfo', 'BuildInfo']) {
      expect(settings.config(name)).toContain(`${manifest.name} ${manifest.version}`);
    }
    expect(settings.config('BuildInfo')).toContain(`Node ${process.versions.node}`);
  });
});

describe.each(plain)('%s', (name) => {
  const documented = DOCUMENTED[name];

  it('has its default', () => {
    expect(newSettings().settings.config(name)).toBe(documented.initial);
  });

  it('is found in any case, with blanks around it', () => {
    const { settings } = newSettings();
    expect(settings.config(` ${name.toUpperCase()} `)).toBe(documented.initial);
    expect(settings.config(name.toLowerCase())).toBe(documented.initial);
  });

  it('takes no index', () => {
    expect(codeOf(() => newSettings().settings.config(`${name}[0]`))).toBe(10022);
  });

  const kept = (documented.keeps ?? []).map((sample) =>
    typeof sample === 'string'
      ? { written: sample, read: sample }
      : { written: sample[0], read: sample[1] },
  );
  it.each(kept)('keeps $written as $read', ({ written, read }) => {
    const { settings } = newSettings();
    expect(settings.config(`${name}=${written}`)).toBe(read);
    expect(settings.config(name)).toBe(read);
    expect(settings.config(`${name}=${written}`)).toBe(read);
    settings.reset();
    expect(settings.config(name)).toBe(documented.initial);
  });

  const refused = (documented.refuses ?? []).map((sample) =>
    typeof sample === 'string'
      ? { written: sample, code: 10022 }
      : { written: sample[0], code: sample[1] },
  );
  it.each(refused)('refuses $written with $code and changes nothing', ({ written, code }) => {
    const { settings } = newSettings();
    const refuse = () => settings.config(`${name}=${written}`);
    expect(codeOf(refuse)).toBe(code);
    expect(refuse).toThrow(name);
    expect(settings.config(name)).toBe(documented.initial);
  });
});

describe.each(indexed)('%s', (name) => {
  it('needs an index that exists', () => {
    const { settings } = newSettings();
    for (const text of [
      name,
      `${name}[0]`,
      `${name}[-1]`,
      `${name}[x]`,
      `${name}[]`,
      `${name}[0`,
    ]) {
      expect(codeOf(() => settings.config(text))).toBe(10022);
    }
    expect(codeOf(() => settings.config(`${name}[0]=x`))).toBe(
      name.startsWith('Incoming') ? 211 : 10022,
    );
  });

  it('is an indexed row', () => {
    expect(findRow(name)?.row).toMatchObject({ type: 'computed', indexed: true });
  });
});
