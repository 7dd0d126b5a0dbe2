/** Secrets stay where they belong: in no Log line of any level, no error, no saved state, no printed object. */

import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Certificate, Firewall, type MQTT } from '../../src/index.ts';
import { bytes, incoming, turns, useStage, VERSIONS, type Version } from '../support/stage.ts';

const stage = useStage();

const SECRETS = {
  Password: 'pa55word-of-the-user',
  FirewallPassword: 'pa55word-of-the-proxy',
  FirewallData: 'header-of-the-proxy',
  AuthenticationData: 'c0ffee5ec2e7c0de',
  OpenSSLPrngSeedData: 'seed-of-the-generator',
  url: 'pa55word-in-the-url',
} as const;
/** Masked in Log only: the application gets them, and the saved state needs them. */
const CONTENT = { payload: 'text-of-the-message', property: 'value-of-the-property' } as const;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const hex = (text: string, between: string): string =>
  [...bytes(text)].map((byte) => byte.toString(16).padStart(2, '0')).join(between);

/** As it is, and in the forms in which bytes are shown. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [secret, hex(secret, ' '), hex(secret, ''), base64, encodeURIComponent(secret)];
}

function expectNone(text: string, secrets: Iterable<string>): void {
  for (const secret of secrets) {
    for (const form of formsOf(secret)) expect(text).not.toContain(form);
  }
  // Configured as hexadecimal, so its bytes are another form of it.
  expect(text).not.toContain('c0 ff ee 5e c2 e7 c0 de');
}

async function configure(mqtt: MQTT, version: Version): Promise<void> {
  mqtt.setVersion(version);
  mqtt.setUser('user');
  mqtt.setPassword(SECRETS.Password);
  await mqtt.config(`FirewallPassword=${SECRETS.FirewallPassword}`);
  await mqtt.config(`FirewallData=X-Secret: ${SECRETS.FirewallData}`);
  await mqtt.config(`OpenSSLPrngSeedData=${SECRETS.OpenSSLPrngSeedData}`);
  if (version === 0) return;
  await mqtt.config('AuthenticationMethod=m');
  await mqtt.config(`AuthenticationData=${SECRETS.AuthenticationData}`);
  await mqtt.config(`OutgoingMessageProperties={"UserProperty":"name:${CONTENT.property}"}`);
}

/** Everything printable about an error. */
function shown(error: unknown): string {
  const text = inspect(error, { depth: 10, showHidden: true });
  return `${text}\n${String(error)}\n${JSON.stringify(error)}`;
}

async function talk(version: Version): Promise<string> {
  const { mqtt } = stage;
  const authentication = version === 1 ? { authenticationMethod: 'm' } : undefined;
  mqtt.setAuthenticator(() => bytes('c0ffee5ec2e7c0de'));
  const { peer, connecting } = await stage.begin(version);
  if (version === 1) {
    const properties = { authenticationMethod: 'm', authenticationData: bytes(SECRETS.Password) };
    peer.send({ type: 'auth', reasonCode: 0x18, properties });
    await peer.receive('auth');
  }
  peer.send({ type: 'connack', sessionPresent: false, reasonCode: 0, properties: authentication });
  await connecting;
  await mqtt.publishMessage('t', 1, CONTENT.payload);
  peer.send(incoming({ payload: bytes(CONTENT.payload) }));
  await stage.recorder.until(/MessageIn/);
  const state = await mqtt.saveSession();
  await mqtt.disconnect();
  return state;
}

describe.each(VERSIONS)('%s', (_, version) => {
  it.each([0, 1, 2, 3])('Log, level %i', async (level) => {
    const lines: string[] = [];
    stage.mqtt.on('Log', (event) => lines.push(JSON.stringify(event)));
    await stage.mqtt.config(`LogLevel=${level}`);
    await configure(stage.mqtt, version);
    await talk(version);
    expect(lines.length > 0).toBe(level > 0);
    expectNone(lines.join('\n'), [...Object.values(SECRETS), ...Object.values(CONTENT)]);
  });

  it('the saved state, which has messages and no passwords', async () => {
    await configure(stage.mqtt, version);
    const state = await talk(version);
    expect(state).toContain(Buffer.from(CONTENT.payload).toString('base64').replace(/=+$/, ''));
    expectNone(state, Object.values(SECRETS));
  });

  it('errors: a refusal, a lost connection, a proxy that refuses', async () => {
    const { mqtt, server } = stage;
    await configure(mqtt, version);
    const { peer, connecting } = await stage.begin(version);
    peer.send({ type: 'connack', sessionPresent: false, reasonCode: version === 1 ? 0x86 : 4 });
    const refused: unknown = await connecting.catch((error: unknown) => error);
    await mqtt.config('FirewallHost=127.0.0.1');
    await mqtt.config('FirewallUser=user');
    await mqtt.config('FirewallType=1');
    await mqtt.config(`FirewallPort=${server.port}`);
    const url = `mqtt://user:${SECRETS.url}@broker.test:1883`;
    const proxied = mqtt.connectTo(url, 0).catch((error: unknown) => error);
    const proxy = await server.accept();
    proxy.sendBytes(bytes('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    const failures = [refused, await proxied];
    for (const failure of failures) expect(failure).toBeInstanceOf(Error);
    expectNone(failures.map(shown).join('\n'), Object.values(SECRETS));
  });
});

it('errors about a value name the setting, never a secret value', async () => {
  const { mqtt } = stage;
  const bad = `${SECRETS.Password}\u{D800}`;
  mqtt.setClientId('c');
  mqtt.setUser('user');
  mqtt.setPassword(bad);
  const failures = [
    await mqtt.connectTo(stage.server.host, stage.server.port).catch((error: unknown) => error),
    await mqtt.config(`AuthenticationData=${SECRETS.AuthenticationData}x`).catch((e: unknown) => e),
    await mqtt
      .config(`FirewallData=${SECRETS.FirewallData}\r\n\r\nGET /`)
      .catch((error: unknown) => error),
    await mqtt
      .connectTo(`http://user:${SECRETS.url}@broker.test`, 1)
      .catch((error: unknown) => error),
    await mqtt.connectTo(`mqtt://user:${SECRETS.url}@:1/%zz`, 1).catch((error: unknown) => error),
  ];
  for (const failure of failures) expect(failure).toBeInstanceOf(Error);
  expectNone(failures.map(shown).join('\n'), Object.values(SECRETS));
});

it('a client, a firewall and a certificate that are printed', async () => {
  const { mqtt } = stage;
  await configure(mqtt, 1);
  mqtt.setRemoteHost(`mqtt://user:${SECRETS.url}@broker.test`);
  const firewall = new Firewall();
  firewall.password = SECRETS.FirewallPassword;
  mqtt.setFirewall(firewall);
  const certificate = new Certificate();
  certificate.storePassword = SECRETS.Password;
  certificate.keyPassword = SECRETS.Password;
  mqtt.setSSLCert(certificate);
  const text = [mqtt, firewall, certificate]
    .map((each) => `${inspect(each, { depth: 10, showHidden: true })}${JSON.stringify(each)}`)
    .join('\n');
  expectNone(`${text}\n${mqtt.getRemoteHost()}`, Object.values(SECRETS));
});

it('files are for their owner only: saved state, journal, lock, whatever the umask', async () => {
  const { mqtt } = stage;
  const before = process.umask(0);
  try {
    await chmod(folder, 0o777);
    mqtt.setClientId('files');
    mqtt.setCleanSession(false);
    await mqtt.config(`SessionStateFile=${join(folder, 'state.json')}`);
    await mqtt.config(`SessionJournal=${join(folder, 'session.journal')}`);
    const peer = await stage.connect(0);
    await mqtt.publishMessage('t', 1, CONTENT.payload);
    await peer.receive('publish');
    await mqtt.saveSession();
    await turns(3);
    const files = await readdir(folder);
    expect(files).toEqual(expect.arrayContaining(['session.journal', 'state.json']));
    for (const file of files) {
      const { mode } = await stat(join(folder, file));
      expect([file, (mode & 0o777).toString(8)]).toEqual([file, '600']);
    }
    await mqtt.disconnect();
  } finally {
    process.umask(before);
  }
});
