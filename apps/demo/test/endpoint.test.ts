import { describe, expect, it } from 'vitest';
import { detour, parseEndpoint } from '../src/endpoint.ts';

describe('parseEndpoint', () => {
  it.each([
    ['mqtt', 'mqtt://localhost', 'localhost', 1883, 'mqtt://localhost:1883'],
    ['mqtt', 'mqtt://10.0.0.1:18830/', '10.0.0.1', 18830, 'mqtt://10.0.0.1:18830'],
    ['mqtt', 'MQTT://host:80', 'host', 80, 'mqtt://host:80'],
    ['mqtt', 'mqtt://[::1]:1884', '::1', 1884, 'mqtt://[::1]:1884'],
    ['ws', 'ws://localhost', 'localhost', 80, 'ws://localhost:80/'],
    ['ws', 'ws://h:9001/mqtt?a=b', 'h', 9001, 'ws://h:9001/mqtt?a=b'],
  ] as const)('%s: %s', (scheme, text, host, port, url) => {
    expect(parseEndpoint(scheme, text)).toMatchObject({ host, port, url, shown: url });
  });

  it('shows no password', () => {
    const { url, shown } = parseEndpoint('mqtt', 'mqtt://user:secret@host');
    expect(url).toBe('mqtt://user:secret@host:1883');
    expect(shown).toBe('mqtt://user:***@host:1883');
  });

  it.each([
    ['mqtt', 'localhost:1883', 'must be mqtt://host[:port]'],
    ['mqtt', 'ws://localhost', 'must be mqtt://host[:port]'],
    ['mqtt', 'mqtt://', 'must be mqtt://host[:port]'],
    ['mqtt', 'mqtt://h:65536', 'must be mqtt://host[:port]'],
    ['mqtt', 'mqtt://h/path', 'without a path'],
    ['mqtt', 'mqtt://h:0', 'must not have port 0'],
    ['ws', 'mqtt://h', 'must be ws://host[:port][/path]'],
  ] as const)('%s refuses %s', (scheme, text, message) => {
    expect(() => parseEndpoint(scheme, text)).toThrow(message);
  });
});

describe('detour', () => {
  it('keeps everything but host and port', () => {
    const ws = detour(parseEndpoint('ws', 'ws://user:secret@broker.example:9001/mqtt'), 4711);
    expect(ws).toEqual({
      transport: 'WebSocket',
      host: '127.0.0.1',
      port: 4711,
      url: 'ws://user:secret@127.0.0.1:4711/mqtt',
      shown: 'ws://user:***@127.0.0.1:4711/mqtt',
    });
    expect(detour(parseEndpoint('mqtt', 'mqtt://[::1]'), 80).url).toBe('mqtt://127.0.0.1:80');
  });
});
