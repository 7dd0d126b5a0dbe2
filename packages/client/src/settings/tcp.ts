/** The 19 settings of the TCPClient group. */

import type { Firewall } from '../firewall.ts';
import { FirewallTypes } from '../versions.ts';
import { bool, INT32, int, type Kind, oneOf, text, UINT16 } from './kinds.ts';
import { Refusal } from './refusal.ts';
import { type ComputedRow, computed, type Row, shared, stored } from './row.ts';
import { format, parse } from './text-form.ts';

const NEXT = { used: 'next connect' } as const;

/** A field of the Firewall object under the name of a setting. */
function firewallField<T>(
  kind: Kind<T>,
  read: (firewall: Firewall) => T,
  write: (firewall: Firewall, value: T) => void,
  options: Partial<Pick<ComputedRow, 'effect' | 'secret'>> & { readonly initial: NoInfer<T> },
): ComputedRow {
  const { initial, ...traits } = options;
  return computed({
    ...NEXT,
    ...traits,
    title: kind.title,
    initial: format(kind, initial),
    read: ({ firewall }) => format(kind, read(firewall)),
    write: ({ firewall }, value) => {
      const parsed = parse(kind, value);
      if (parsed instanceof Refusal) return parsed;
      write(firewall, parsed);
      return undefined;
    },
  });
}

/** libuv fixes the interval at a second, which is also what 0 asks for. */
const isFixedInterval = (milliseconds: number): boolean =>
  milliseconds === 0 || milliseconds === 1000;

export const TCP_SETTINGS = {
  ConnectionTimeout: shared('ConnectionTimeout', 'at once'),
  FirewallAutoDetect: firewallField(
    bool,
    (firewall) => firewall.autoDetect,
    (firewall, value) => {
      firewall.autoDetect = value;
    },
    { initial: false, effect: 'mapped' },
  ),
  FirewallHost: firewallField(
    text,
    (firewall) => firewall.host,
    (firewall, value) => {
      firewall.host = value;
    },
    { initial: '' },
  ),
  FirewallPassword: firewallField(
    text,
    (firewall) => firewall.password,
    (firewall, value) => {
      firewall.password = value;
    },
    { initial: '', secret: true },
  ),
  FirewallPort: firewallField(
    int(0, UINT16),
    (firewall) => firewall.port,
    (firewall, value) => {
      firewall.port = value;
    },
    { initial: 0 },
  ),
  FirewallType: firewallField(
    oneOf<FirewallTypes>(Object.values(FirewallTypes)),
    (firewall) => firewall.firewallType,
    (firewall, value) => {
      firewall.firewallType = value;
    },
    { initial: FirewallTypes.fwNone },
  ),
  FirewallUser: firewallField(
    text,
    (firewall) => firewall.user,
    (firewall, value) => {
      firewall.user = value;
    },
    { initial: '' },
  ),
  KeepAliveInterval: stored(int(0, INT32), {
    ...NEXT,
    effect: 'stored',
    note: (value) =>
      isFixedInterval(value)
        ? undefined
        : 'KeepAliveInterval has no effect on this platform: the interval is 1000 ms.',
  }),
  KeepAliveTime: stored(int(0, INT32), NEXT),
  Linger: stored(bool),
  LingerTime: stored(int(0, INT32), { effect: 'mapped' }),
  LocalHost: shared('LocalHost'),
  LocalPort: shared('LocalPort'),
  MaxLineLength: stored(int(256, INT32), {
    effect: 'stored',
    lock: { during: 'busy', code: 112 },
  }),
  MaxTransferRate: stored(int(0, INT32), { effect: 'mapped' }),
  ProxyExceptionsList: stored(text, NEXT),
  TCPKeepAlive: stored(bool, NEXT),
  TcpNoDelay: stored(bool, NEXT),
  UseIPv6: stored(oneOf([0, 1, 2]), NEXT),
} satisfies Record<string, Row>;
