/** What a browser cannot do is refused before anything is tried, and says what to do instead. */

import { describe, expect, it } from 'vitest';
import { Certificate } from '../../src/certificate.browser.ts';
import { parseAddress } from '../../src/engine/address.ts';
import { PlatformDialer } from '../../src/engine/dial.browser.ts';
import { PacketLog } from '../../src/engine/packet-log.ts';
import { Listeners } from '../../src/events.ts';
import { Firewall, FirewallTypes } from '../../src/index.ts';
import type { ObjectValues } from '../../src/settings/store.ts';
import { codeOf, newSettings } from '../settings/host.ts';

function dial(host: string, objects: ObjectValues = {}): unknown {
  const { values } = newSettings().settings;
  const address = parseAddress({ ...values, RemoteHost: host });
  const listeners = new Listeners();
  const log = new PacketLog(listeners, values, () => undefined);
  return new PlatformDialer().dial({
    address,
    settings: values,
    tls: undefined,
    objects,
    listeners,
    log,
  });
}

function tunnel(): Firewall {
  const made = new Firewall();
  made.firewallType = FirewallTypes.fwTunnel;
  made.host = 'proxy';
  return made;
}

describe('in a browser', () => {
  it.each(['broker', 'mqtt://broker', 'mqtts://broker'])('%s has no transport: 153', (host) => {
    expect(codeOf(() => dial(host))).toBe(153);
    expect(() => dial(host)).toThrow(/use ws:\/\/ or wss:\/\//);
  });

  it('a proxy of our own is refused: 118; none is', () => {
    expect(codeOf(() => dial('wss://broker', { Firewall: tunnel() }))).toBe(118);
    expect(dial('wss://broker', { Firewall: new Firewall() })).toHaveProperty('dial');
  });

  it('certificates are refused: 271', () => {
    expect(codeOf(() => new Certificate())).toBe(271);
    expect(codeOf(() => new Certificate('file.pfx'))).toBe(271);
  });
});
