/** Proxies: what may be given as `via` to tcp, tls and ws (Node). */

export {
  type DetectedProxy,
  detectProxy,
  type Environment,
  fromEnvironment,
  type ProxyTarget,
  viaOf,
} from './proxy/detect.ts';
export { except, isException } from './proxy/exceptions.ts';
export { type HttpConnectOptions, httpConnect } from './proxy/http-connect.ts';
export type { ProxyServer } from './proxy/server.ts';
export { type SocksOptions, socks } from './proxy/socks.ts';
export type { Via, ViaRequest } from './via.ts';
