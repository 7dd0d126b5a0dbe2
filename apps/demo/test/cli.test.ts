import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { run } from '../src/cli.ts';
import { recordingTerminal } from './support/recording-terminal.ts';

async function runs(...args: string[]) {
  const terminal = recordingTerminal();
  return { code: await run(args, terminal), out: terminal.out, err: terminal.err };
}

describe('what a user asks', () => {
  it.each([['--help'], ['-h']])(
    '%s names the commands and the options of the tour',
    async (flag) => {
      const { code, out, err } = await runs(flag);
      expect(code).toBe(0);
      expect(out).toContain('Usage: x-mqtt');
      expect(out).toContain('tour [options]');
      for (const part of ['--url', '--ws-url', '--protocol', 'Exit status'])
        expect(out).toContain(part);
      expect(err).toBe('');
    },
  );

  it('tour --help has examples', async () => {
    const { code, out } = await runs('tour', '--help');
    expect(code).toBe(0);
    expect(out).toContain('x-mqtt --url mqtt://localhost:1883');
  });

  it.each([['--version'], ['-V']])('%s prints the version', async (flag) => {
    const { code, out } = await runs(flag);
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });
});

describe('what a user gets wrong', () => {
  it.each([
    [['--protocol', '4'], "'4' is invalid"],
    [['tour', '--protocol'], "'--protocol <version>' argument missing"],
    [['--url', 'http://localhost'], 'It must be mqtt://host[:port].'],
    [['--ws-url', 'localhost:9001'], 'It must be ws://host[:port][/path].'],
    [['--timeout', '0'], 'It must be from 1 to 3600.'],
    [['--timeout', 'soon'], 'It must be from 1 to 3600.'],
    [['--frobnicate'], "unknown option '--frobnicate'"],
    [['--', '--frobnicate'], "unknown option '--frobnicate'"],
    [['detour'], "there is no command 'detour', only tour, pub, "],
    [['bench', 'detour'], "unknown command 'detour'"],
    [['pub', 'a', 'b', 'c'], 'too many arguments'],
  ])('%j is refused in one line, with status 2', async (args, message) => {
    const { code, out, err } = await runs(...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).toMatch(/^x-mqtt: .*\n$/);
  });
});

describe('a broker that is not there', () => {
  it.each([
    ['--url', 'mqtt'],
    ['--ws-url', 'ws'],
  ])('%s: one line, status 3, before anything is shown', async (flag, scheme) => {
    const { code, out, err } = await runs(flag, `${scheme}://user:secret@127.0.0.1:1`);
    expect(code).toBe(3);
    expect(out).toBe('');
    expect(err).toMatch(/^x-mqtt: no MQTT broker answers at .*refused.*\n$/);
    expect(err).toContain(`${scheme}://user:***@127.0.0.1:1`);
    expect(err).not.toContain('secret');
  });

  it('a server that accepts and says nothing is none', async () => {
    const server = createServer((socket) => socket.on('error', () => socket.destroy()));
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { code, err } = await runs('--url', `mqtt://127.0.0.1:${port}`, '--timeout', '1');
    expect(code).toBe(3);
    expect(err).toContain('no MQTT broker answers');
    await new Promise((resolve) => server.close(resolve));
  });
});
