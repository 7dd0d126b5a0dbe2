/** Proxies of others, with their configuration, and what each of them must do for us. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpConnect, socks, type Via } from '../../src/proxy.ts';
import { tcp } from '../../src/tcp.ts';
import { never, THROUGH_REAL, type Traits } from '../compliance/suite.ts';
import { compliance } from '../compliance.ts';
import { issue } from './certificates.ts';
import { OpensslFolder } from './openssl.ts';
import { findProgram, freePort, type Running, start } from './real.ts';
import { Recorder } from './recorder.ts';
import { startStunnel } from './stunnel.ts';
import { SUBJECT_NAMES, SUBJECTS } from './subjects.ts';

const host = '127.0.0.1';
const credentials = { user: 'me', password: 'secret' };

type Run = (program: string, folder: OpensslFolder) => Promise<Running>;

const runTinyproxy: Run = async (program, folder) => {
  const port = await freePort();
  const lines = [`Port ${port}`, 'Listen 127.0.0.1', 'MaxClients 100', 'Timeout 60'];
  const auth = `BasicAuth ${credentials.user} ${credentials.password}`;
  const file = folder.write('tinyproxy.conf', `${[...lines, auth].join('\n')}\n`);
  return await start(program, ['-d', '-c', file], port);
};

const runMicrosocks: Run = async (program) => {
  const port = await freePort();
  const login = ['-u', credentials.user, '-P', credentials.password];
  return await start(program, ['-i', host, '-p', String(port), ...login], port);
};

const runDante: Run = async (program, folder) => {
  const port = await freePort();
  const all = '{ from: 0.0.0.0/0 to: 0.0.0.0/0 }';
  const lines = [
    'logoutput: /dev/null',
    `internal: 127.0.0.1 port = ${port}`,
    'external: lo',
    'clientmethod: none',
    'socksmethod: none',
    'user.privileged: root',
    'user.unprivileged: nobody',
    `client pass ${all}`,
    `socks pass ${all}`,
  ];
  const file = folder.write('danted.conf', `${lines.join('\n')}\n`);
  return await start(program, ['-f', file], port);
};

export interface RealProxy {
  readonly program: string;
  /** Another program that `run` needs. */
  readonly needs?: string;
  readonly run: Run;
  readonly via: (port: number) => Via;
  /** Credentials that it must refuse, if it wants any. */
  readonly wrong?: (port: number) => Via;
  readonly traits?: Traits;
}

/**
 * Microsocks closes both sides as soon as one has ended, and reads the server's bytes last: if some are left then, the
 * system resets the connection to the server, and what the proxy had not yet passed on is lost.
 */
const CUTS_ENDS: Traits = { ...THROUGH_REAL, endArrives: false };

const proxyCertificate = issue({ names: [host] });
const authenticate = (peer: { certificate: Uint8Array }) =>
  proxyCertificate.certificate.equals(peer.certificate);

/** Speaks TLS to the outside, and passes on what it gets. */
const runStunnelBefore =
  (run: Run): Run =>
  async (program, folder) => {
    const behind = await run(program, folder);
    folder.write('proxy.pem', proxyCertificate.key + proxyCertificate.cert);
    const front = await startStunnel(
      findProgram('stunnel4') ?? '',
      folder,
      behind.port,
      'proxy.pem',
    );
    return {
      port: front.port,
      stop: async () => {
        await front.stop();
        await behind.stop();
      },
    };
  };

export const REAL_PROXIES = {
  'stunnel and tinyproxy (HTTPS CONNECT)': {
    program: 'tinyproxy',
    needs: 'stunnel4',
    run: runStunnelBefore(runTinyproxy),
    via: (port) => httpConnect({ host, port, ...credentials, tls: { authenticate } }),
    wrong: (port) =>
      httpConnect({ host, port, user: 'me', password: 'guess', tls: { authenticate } }),
  },
  'tinyproxy (HTTP CONNECT)': {
    program: 'tinyproxy',
    run: runTinyproxy,
    via: (port) => httpConnect({ host, port, ...credentials }),
    wrong: (port) => httpConnect({ host, port, ...credentials, password: 'guess' }),
  },
  'microsocks (SOCKS5)': {
    program: 'microsocks',
    run: runMicrosocks,
    via: (port) => socks({ version: '5', host, port, ...credentials }),
    wrong: (port) => socks({ version: '5', host, port, ...credentials, password: 'guess' }),
    traits: CUTS_ENDS,
  },
  'dante (SOCKS5)': {
    program: 'danted',
    run: runDante,
    via: (port) => socks({ version: '5', host, port }),
  },
  'dante (SOCKS4)': {
    program: 'danted',
    run: runDante,
    via: (port) => socks({ version: '4', host, port }),
  },
} as const satisfies Record<string, RealProxy>;

/** The whole compliance suite over each transport, and what the proxy refuses. One file calls it for one proxy. */
export function throughRealProxy(name: keyof typeof REAL_PROXIES): void {
  const proxy: RealProxy = REAL_PROXIES[name];
  const path = findProgram(proxy.program);
  const isIncomplete = proxy.needs !== undefined && findProgram(proxy.needs) === undefined;
  describe.skipIf(path === undefined || isIncomplete)(name, () => {
    const folder = new OpensslFolder();
    let running: Running;
    beforeAll(async () => {
      running = await proxy.run(path ?? '', folder);
    });
    afterAll(async () => {
      await running.stop();
      folder.remove();
    });
    for (const kind of SUBJECT_NAMES) {
      const setUp = () => SUBJECTS[kind]({ via: proxy.via(running.port) });
      compliance(`${kind} through ${name}`, setUp, proxy.traits ?? THROUGH_REAL);
    }

    it('says that the target is not there', async () => {
      const to = { host, port: await freePort(), via: proxy.via(running.port) };
      await expect(tcp(to).dial(new Recorder(), never())).rejects.toMatchObject({
        phase: 'proxy',
        code: 'PROXY_REFUSED',
        message: expect.stringContaining(`${host}:${running.port} (to ${host}:${to.port})`),
      });
    });

    const { wrong } = proxy;
    if (wrong === undefined) return;
    it('does not let in wrong credentials', async () => {
      const to = { host, port: 1, via: wrong(running.port) };
      await expect(tcp(to).dial(new Recorder(), never())).rejects.toMatchObject({
        phase: 'proxy',
        code: 'PROXY_AUTHENTICATION',
      });
    });
  });
}
