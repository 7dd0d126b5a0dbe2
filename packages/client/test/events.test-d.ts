import { describe, expectTypeOf, it } from 'vitest';
import type { Listeners, LogType } from '../src/events.ts';
import type { SettingValues, TLSValues } from '../src/settings/setting-values.ts';
import type { SettingName } from '../src/settings/tables.ts';

declare const listeners: Listeners;

describe('listeners', () => {
  it('know the fields of their event', () => {
    listeners.on('MessageIn', (event) => {
      expectTypeOf(event.topic).toEqualTypeOf<string>();
      expectTypeOf(event.QOS).toEqualTypeOf<0 | 1 | 2>();
      expectTypeOf(event.messageB).toEqualTypeOf<Uint8Array>();
      // @ts-expect-error: the field is QOS
      event.qos;
      // @ts-expect-error: read-only
      event.topic = 'x';
    });
    listeners.once('Log', async (event) => {
      expectTypeOf(event.logType).toEqualTypeOf<LogType>();
    });
    listeners.on('SSLServerAuthentication', (event) => {
      event.accept = true;
    });
  });

  it('know the names', () => {
    // @ts-expect-error: capital first letter
    listeners.on('messageIn', () => undefined);
    // @ts-expect-error: no such event
    listeners.off('Message');
  });
});

describe('settings', () => {
  it('have names and typed values', () => {
    expectTypeOf<'Retain'>().toExtend<SettingName>();
    expectTypeOf<'RemoteHost'>().not.toExtend<SettingName>();
    expectTypeOf<SettingValues['Retain']>().toEqualTypeOf<boolean>();
    expectTypeOf<SettingValues['WillQOS']>().toEqualTypeOf<0 | 1 | 2>();
    expectTypeOf<SettingValues['TopicAlias']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<SettingValues['TopicNLArray']>().toEqualTypeOf<readonly boolean[]>();
    expectTypeOf<SettingValues['KeepAliveInterval']>().toEqualTypeOf<number>();
    expectTypeOf<TLSValues['SSLEnabledProtocols']>().toEqualTypeOf<number>();
  });
});
