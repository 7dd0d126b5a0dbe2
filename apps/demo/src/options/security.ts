/** TLS and proxies: the options of every command that connects. */

import { readFileSync } from 'node:fs';
import { Certificate, CertStoreTypes, FirewallTypes, type MQTT } from '@x/client';
import { InvalidArgumentError } from 'commander';
import type { OptionGroup, Values } from './row.ts';

/** The sums that the setting SSLEnabledProtocols takes. */
const TLS_VERSIONS: Readonly<Record<string, number>> = {
  '1.2': 3072,
  '1.3': 12_288,
  '1.2+1.3': 15_360,
};

export const TLS: OptionGroup = {
  title: 'TLS',
  rows: [
    {
      flags: '--ca <file>',
      help: "PEM certificates to trust besides the platform's",
      to: { setting: 'OpenSSLCAFile' },
    },
    {
      flags: '--ca-path <folder>',
      help: 'a folder of them',
      to: { setting: 'OpenSSLCADir' },
    },
    {
      flags: '--cert <file>',
      help: 'our certificate, PEM with --key, or PFX with the key in it',
      to: { whole: (mqtt, values) => mqtt.setSSLCert(ownCertificate(values)) },
    },
    { flags: '--key <file>', help: 'its private key, PEM' },
    { flags: '--passphrase <text>', help: 'opens the key or the PFX', env: 'X_MQTT_PASSPHRASE' },
    {
      flags: '--insecure',
      help: 'accept any certificate of the broker',
      to: { setting: 'SSLAcceptAnyServerCert' },
    },
    {
      flags: '--tls <versions>',
      help: 'the versions of TLS to speak',
      choices: Object.keys(TLS_VERSIONS),
      initial: '1.2+1.3',
      to: { setting: 'SSLEnabledProtocols', as: (versions) => String(TLS_VERSIONS[versions]) },
    },
    {
      flags: '--ciphers <list>',
      help: 'cipher suites of TLS 1.2, as ciphers(1) has them',
      to: { setting: 'OpenSSLCipherList' },
    },
    {
      flags: '--key-log <file>',
      help: "append the sessions' secrets, for Wireshark",
      to: { setting: 'SSLKeyLogFile' },
    },
  ],
};

/** Scheme of the proxy's URL, the type that it stands for. */
const PROXIES: Readonly<Record<string, FirewallTypes>> = {
  http: FirewallTypes.fwTunnel,
  socks4: FirewallTypes.fwSOCKS4,
  socks4a: FirewallTypes.fwSOCKS4A,
  socks5: FirewallTypes.fwSOCKS5,
};

export const PROXY: OptionGroup = {
  title: 'Proxy',
  rows: [
    {
      flags: '--proxy <url>',
      help: 'http://, socks4://, socks4a:// or socks5://[user[:password]@]host[:port]',
      env: 'X_MQTT_PROXY',
      parse: checkedProxy,
      to: { put: useProxy },
    },
    {
      flags: '--proxy-auto',
      help: 'take it from https_proxy, all_proxy, socks_proxy or http_proxy',
      to: { put: (mqtt) => mqtt.getFirewall().setAutoDetect(true) },
    },
    {
      flags: '--proxy-except <hosts>',
      help: 'hosts to reach without it, separated by ;',
      to: { setting: 'ProxyExceptionsList' },
    },
    {
      flags: '--proxy-header <line>',
      help: 'a header line for an http proxy, "name: value"',
      to: { setting: 'FirewallData' },
    },
  ],
};

function ownCertificate(values: Values): Certificate {
  const { cert, key, passphrase } = values;
  const password = typeof passphrase === 'string' ? passphrase : '';
  const file = readFileSync(String(cert));
  if (typeof key !== 'string') return new Certificate(CertStoreTypes.cstAuto, file, password, '*');
  const pem = `${file}\n${readFileSync(key, 'utf8')}`;
  return new Certificate(
    CertStoreTypes.cstPEMKeyBlob,
    new TextEncoder().encode(pem),
    password,
    '*',
  );
}

function checkedProxy(text: string): string {
  const scheme = /^(\w+):\/\/[^/]/.exec(text)?.[1];
  if (scheme !== undefined && scheme in PROXIES && URL.canParse(asWeb(text))) return text;
  throw new InvalidArgumentError(`It must be one of ${Object.keys(PROXIES).join(', ')}://host.`);
}

function useProxy(mqtt: MQTT, text: string): void {
  const url = new URL(asWeb(text));
  const firewall = mqtt.getFirewall();
  firewall.setFirewallType(PROXIES[text.split(':')[0] ?? ''] ?? FirewallTypes.fwNone);
  firewall.setHost(url.hostname.replace(/^\[|\]$/g, ''));
  if (url.port !== '') firewall.setPort(Number(url.port));
  firewall.setUser(decodeURIComponent(url.username));
  firewall.setPassword(decodeURIComponent(url.password));
}

/** Only the schemes of the web have host and port checked by URL. */
function asWeb(text: string): string {
  return text.replace(/^\w+:/, 'http:');
}
