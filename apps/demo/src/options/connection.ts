/** How to reach a broker and what to tell it first: the options of every command that connects. */

import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { MQTTVersions } from '@x/client';
import { InvalidArgumentError } from 'commander';
import { clientIdFor } from '../client/client-id.ts';
import { NEVER } from './never.ts';
import { type OptionGroup, repeated, whole } from './row.ts';

export const CONNECTION: OptionGroup = {
  title: 'Connection',
  rows: [
    {
      flags: '-L, --url <url>',
      help: 'mqtt://, mqtts://, ws:// or wss://[user[:password]@]host[:port][/path]',
      initial: 'mqtt://localhost:1883',
      env: 'X_MQTT_URL',
      parse: brokerUrl,
      to: { put: (mqtt, url: string) => mqtt.setRemoteHost(url) },
    },
    {
      flags: '--protocol <version>',
      help: 'the version of MQTT to speak',
      choices: ['3.1.1', '5.0'],
      initial: '5.0',
      to: {
        put: (mqtt, version: string) =>
          mqtt.setVersion(version === '5.0' ? MQTTVersions.mvV5 : MQTTVersions.mvV3),
      },
    },
    {
      flags: '-i, --client-id <id>',
      help: 'made up by default',
      to: { put: (mqtt, id: string) => mqtt.setClientId(id) },
    },
    {
      flags: '-u, --username <name>',
      help: 'who connects',
      to: { put: (mqtt, name: string) => mqtt.setUser(name) },
    },
    {
      flags: '-P, --password <password>',
      help: 'better given by the variable, which other users cannot see',
      env: 'X_MQTT_PASSWORD',
      to: { put: (mqtt, password: string) => mqtt.setPassword(password) },
    },
    {
      flags: '-k, --keep-alive <seconds>',
      help: 'seconds of silence before a PINGREQ; 0: none',
      initial: 60,
      parse: whole(0, 65_535),
      to: { put: (mqtt, seconds: number) => mqtt.setKeepAliveInterval(seconds) },
    },
    {
      flags: '--no-clean',
      help: 'take up the session that the broker has of this client id, and leave it there',
      to: { put: (mqtt, clean: boolean) => mqtt.setCleanSession(clean) },
    },
    {
      flags: '--session-expiry <seconds>',
      help: `how long the broker keeps the session; ${NEVER}, for ever, with --no-clean and --session`,
      v5: true,
      to: { setting: 'SessionExpInterval' },
    },
    {
      flags: '--session <file>',
      help: 'keep unfinished messages in this file, over a crash too; implies --no-clean',
      to: {
        put: (mqtt, file: string) => {
          mqtt.setCleanSession(false);
          if (mqtt.getClientId() === '') mqtt.setClientId(clientIdFor(hostname(), resolve(file)));
        },
        setting: 'SessionJournal',
      },
    },
    {
      flags: '--connect-timeout <seconds>',
      help: 'for the whole way to an accepted connection',
      initial: 10,
      parse: whole(1, 3600),
      to: { setting: 'ConnectionTimeout' },
    },
    {
      flags: '--local-host <address>',
      help: 'the address to connect from',
      to: { put: (mqtt, host: string) => mqtt.setLocalHost(host) },
    },
    {
      flags: '--local-port <port>',
      help: 'the port to connect from',
      parse: whole(0, 65_535),
      to: { put: (mqtt, port: number) => mqtt.setLocalPort(port) },
    },
    {
      flags: '--ip <0|1|2>',
      help: '0 IPv4 only, 1 IPv6 only, 2 IPv6 first, then IPv4',
      initial: '2',
      to: { setting: 'UseIPv6' },
    },
    {
      flags: '--tcp-keep-alive',
      help: 'let the system probe a silent connection',
      to: { setting: 'TCPKeepAlive' },
    },
    {
      flags: '--max-rate <bytes>',
      help: 'bytes a second to send at most',
      to: { setting: 'MaxTransferRate' },
    },
    {
      flags: '--set <name=value>',
      help: 'any other setting of docs/settings.md; may be repeated',
      parse: repeated,
      to: { each: (text) => text },
    },
    { flags: '--packets', help: 'show every packet, on standard error' },
  ],
};

export const CONNECT_PROPERTIES: OptionGroup = {
  title: 'MQTT 5: CONNECT',
  rows: [
    {
      flags: '--receive-maximum <n>',
      help: 'messages of QoS 1 and 2 that the broker may have under way',
      v5: true,
      to: { json: 'ConnectProperties', key: 'ReceiveMaximum' },
    },
    {
      flags: '--maximum-packet-size <bytes>',
      help: 'the largest packet to take; holds in 3.1.1 too, where the broker is not told',
      to: { setting: 'MaxIncomingPacketSize' },
    },
    {
      flags: '--topic-alias-maximum <n>',
      help: 'topic aliases that the broker may use',
      v5: true,
      to: { json: 'ConnectProperties', key: 'ClientTopicAliasMax' },
    },
    {
      flags: '--request-response-information',
      help: 'ask where answers may be sent',
      v5: true,
      to: { json: 'ConnectProperties', key: 'RequestResponseInformation' },
    },
    {
      flags: '--no-problem-information',
      help: 'ask for no reason strings',
      v5: true,
      to: { json: 'ConnectProperties', key: 'RequestProblemInformation' },
    },
    {
      flags: '--connect-user-property <name=value>',
      help: 'may be repeated',
      v5: true,
      parse: repeated,
      to: { json: 'ConnectProperties', key: 'UserProperty' },
    },
    {
      flags: '--auth-method <name>',
      help: 'of enhanced authentication',
      v5: true,
      to: { setting: 'AuthenticationMethod' },
    },
    {
      flags: '--auth-data <hex>',
      help: 'that CONNECT carries for it',
      v5: true,
      to: { setting: 'AuthenticationData' },
    },
    {
      flags: '--disconnect-reason <code>',
      help: '4 has the broker publish the will at an orderly end too',
      v5: true,
      to: { setting: 'DisconnectReasonCode' },
    },
  ],
};

function brokerUrl(text: string): string {
  const web = text.replace(/^(mqtts?|wss?):/i, 'http:');
  // Only the schemes of the web have host and port checked by URL.
  if (/^http:\/\/[^/]/.test(web) && web !== text && URL.canParse(web)) return text;
  throw new InvalidArgumentError('It must be mqtt://, mqtts://, ws:// or wss:// with a host.');
}
