/** Through a proxy: node examples/proxy.js mqtt://broker:1883 tunnel|socks4|socks4a|socks5 HOST PORT [USER PASSWORD] */

import { FirewallTypes, MQTT } from '@x/client';

const TYPES = {
  tunnel: FirewallTypes.fwTunnel, // HTTP CONNECT
  socks4: FirewallTypes.fwSOCKS4,
  socks4a: FirewallTypes.fwSOCKS4A,
  socks5: FirewallTypes.fwSOCKS5,
};

const [, , url, kind, host, port, user = '', password = ''] = process.argv;
const type = TYPES[kind];
if (url === undefined || type === undefined || host === undefined) {
  throw new Error(`node proxy.js URL ${Object.keys(TYPES).join('|')} HOST PORT [USER PASSWORD]`);
}

const mqtt = new MQTT();
const proxy = mqtt.getFirewall();
proxy.firewallType = type; // this also sets the port to the type's own, so it goes first
proxy.host = host;
proxy.port = Number(port);
proxy.user = user;
proxy.password = password;

await mqtt.connectTo(url, 0);
console.log(`connected to ${url} through ${kind} at ${host}:${port}`);
await mqtt.disconnect();
