/** The settings of TLS in a browser: without effect, but kept and checked as documented. */

import { describe, expect, it } from 'vitest';
import { MQTT } from '../../src/index.ts';

describe('settings of TLS in a browser', () => {
  it('are there when one is named, in the order of the calls', async () => {
    const client = new MQTT();
    const [before, set, after] = await Promise.all([
      client.config('SSLEnabledProtocols'),
      client.config('sslenabledprotocols=3072'),
      client.config('SSLEnabledProtocols'),
    ]);
    expect([before, set, after]).toEqual(['4032', '3072', '3072']);
    expect(await new MQTT().config('SSLEnabledProtocols')).toBe('4032');
    await client.reset();
    expect(await client.config('SSLEnabledProtocols')).toBe('4032');
  });

  it('refuse what they refuse elsewhere', async () => {
    const client = new MQTT();
    await expect(client.config('SSLCACerts=none')).rejects.toMatchObject({ code: 10022 });
    await expect(client.config('SSLNegotiatedCipher=x')).rejects.toMatchObject({ code: 211 });
    await expect(client.config('SSLNoSuchThing=1')).rejects.toMatchObject({ code: 10022 });
  });
});
