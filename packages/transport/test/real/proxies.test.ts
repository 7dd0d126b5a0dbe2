import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpConnect, socks, type Via } from '../../src/proxy.ts';
import { tcp } from '../../src/tcp.ts';
import { never, THROUGH_REAL } from '../compliance/suite.ts';
import { compliance } from '../compliance.ts';
import { OpensslFolder } from '../support/openssl.ts';
import { findProgram, freePort, type Running, start } from '../support/real.ts';
import { Recorder } from '../support/recorder.ts';
import { SUBJECT_NAMES, SUBJECTS } from '../support/subjects.ts';

const host = '127.0.0.1';
const folder = new OpensslFolder();
afterAll(() => folder.remove());

const credentials = { user: 'me', password: 'secret' };

const tinyproxy = async (program: string) => {
  const port = await freePort();
  const lines = [`Port ${port}`, 'Listen 127.0.0.1', 'MaxClients 100', 'Timeout 60'];
  const auth = `BasicAuth ${credentials.user} ${credentials.password}`;
  const file = folder.write('tinyproxy.conf', `${[...lines, auth].join('\n')}\n`);
  return await start(program, ['-d', '-c', file], port);
};

const microsocks = async (program: string) => {
  const port = await freePort();
  const login = ['-u', credentials.user, '-P', credentials.password];
  return await start(program, ['-i', host, '-p', String(port), ...login], port);
};

const dante = async (program: string) => {
  const port = await freePort();
  const all = '{ from: 0.0.0.0/0 to: 0.0.0.0/0 }';
  const file = folder.write(
    'danted.conf',
    [
      'logoutput: /dev/null',
      `internal: 127.0.0.1 port = ${port}`,
      'external: lo',
      'clientmethod: none',
      'socksmethod: none',
      'user.privileged: root',
      'user.unprivileged: nobody',
      `client pass ${all}`,
      `socks pass ${all}`,
      '',
    ].join('\n'),
  );
  return await start(program, ['-f', file], port);
};

interface RealProxy {
  readonly program: string;
  readonly run: (program: string) => Promise<Running>;
  readonly via: (port: number) => Via;
  /** Credentials that it must refuse, if it wants any. */
  readonly wrong: ((port: number) => Via) | undefined;
}

const PROXIES: Readonly<Record<string, RealProxy>> = {
  'tinyproxy (HTTP CONNECT)': {
    program: 'tinyproxy',
    run: tinyproxy,
    via: (port) => httpConnect({ host, port, ...credentials }),
    wrong: (port) => httpConnect({ host, port, ...credentials, password: 'guess' }),
  },
  'microsocks (SOCKS5)': {
    program: 'microsocks',
    run: microsocks,
    via: (port) => socks({ version: '5', host, port, ...credentials }),
    wrong: (port) => socks({ version: '5', host, port, ...credentials, password: 'guess' }),
  },
  'dante (SOCKS5)': {
    program: 'danted',
    run: dante,
    via: (port) => socks({ version: '5', host, port }),
    wrong: undefined,
  },
  'dante (SOCKS4)': {
    program: 'danted',
    run: dante,
    via: (port) => socks({ version: '4', host, port }),
    wrong: undefined,
  },
};

for (const [name, { program, run, via, wrong }] of Object.entries(PROXIES)) {
  const path = findProgram(program);
  describe.skipIf(path === undefined)(name, () => {
    let proxy: Running;
    beforeAll(async () => {
      proxy = await run(path ?? '');
    });
    afterAll(() => proxy.stop());

    // All of the suite over tcp. Over the rest what a proxy could spoil: our own proxies, which pass everything on at
    // once, get all of it. Dante takes seconds for what the others do at once: it shows that it understands us.
    if (program !== 'danted') {
      compliance(`tcp through ${name}`, () => SUBJECTS.tcp({ via: via(proxy.port) }), THROUGH_REAL);
      for (const kind of ['tls', 'ws', 'wss'] as const) {
        const setUp = () => SUBJECTS[kind]({ via: via(proxy.port) });
        compliance(`${kind} through ${name}`, setUp, THROUGH_REAL, ['bytes', 'dialling']);
      }
    }

    it.each(SUBJECT_NAMES)('carries %s', async (kind) => {
      const subject = await SUBJECTS[kind]({ via: via(proxy.port) });
      const handlers = new Recorder();
      const [connection, peer] = await Promise.all([
        subject.transport({}).dial(handlers, never()),
        subject.server.accept(),
      ]);
      connection.write([Buffer.from('ping')]);
      expect((await peer.log.atLeast(4)).toString()).toBe('ping');
      peer.write(Buffer.from('pong'));
      expect((await handlers.log.atLeast(4)).toString()).toBe('pong');
      await connection.close();
      await subject.server.stop();
    });

    it('says that the target is not there', async () => {
      const target = { host, port: await freePort(), via: via(proxy.port) };
      await expect(tcp(target).dial(new Recorder(), never())).rejects.toMatchObject({
        phase: 'proxy',
        code: 'PROXY_REFUSED',
        message: expect.stringContaining(`${host}:${proxy.port} (to ${host}:${target.port})`),
      });
    });

    if (wrong) {
      it('does not let in wrong credentials', async () => {
        const target = { host, port: 1, via: wrong(proxy.port) };
        await expect(tcp(target).dial(new Recorder(), never())).rejects.toMatchObject({
          phase: 'proxy',
          code: 'PROXY_AUTHENTICATION',
        });
      });
    }
  });
}
