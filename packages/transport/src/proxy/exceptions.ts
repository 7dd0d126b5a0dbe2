/** Which targets are not to be reached through the proxy. */

import { BlockList, isIP } from 'node:net';
import type { Via } from '../via.ts';

/**
 * Whether the list names the target. Entries are separated by semicolons, commas or blanks: a name (exactly, any case),
 * `*.suffix` or `.suffix` (all below it), `*` (everything), an address, or a range such as 10.0.0.0/8; each may end
 * with `:port`.
 */
export function isException(host: string, port: number, list: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return list
    .split(/[;,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry.toLowerCase(), name, port));
}

/** The proxy for all targets except those of the list. */
export function except(via: Via, list: string): Via {
  return {
    open: (request) =>
      isException(request.host, request.port, list)
        ? request.connect(request.host, request.port)
        : via.open(request),
  };
}

function matches(entry: string, name: string, port: number): boolean {
  const { pattern, onlyPort } = splitPort(entry);
  if (onlyPort !== undefined && onlyPort !== port) return false;
  if (pattern === '*') return true;
  if (pattern.includes('/')) return isInRange(name, pattern);
  if (pattern.startsWith('*.')) return name.endsWith(pattern.slice(1));
  if (pattern.startsWith('.')) return name.endsWith(pattern);
  if (isIP(pattern) !== 0 && isIP(name) !== 0) return isInRange(name, `${pattern}/128`);
  return name === pattern;
}

function splitPort(entry: string): { pattern: string; onlyPort: number | undefined } {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(entry);
  const plain = /^([^:]+):(\d+)$/.exec(entry);
  const [, pattern = entry, port] = bracketed ?? plain ?? [];
  return { pattern, onlyPort: port === undefined ? undefined : Number(port) };
}

function isInRange(name: string, range: string): boolean {
  const family = isIP(name);
  const [network = '', length = ''] = range.split('/');
  if (family === 0 || isIP(network) !== family) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const most = family === 4 ? 32 : 128;
  const prefix = Math.min(Number(length), most);
  if (!Number.isInteger(prefix) || prefix < 0 || length === '') return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, kind);
  return list.check(name, kind);
}
