export { Certificate } from '#certificate';
export type { MQTTClient } from './api.ts';
export type { Authenticator } from './engine/engine.ts';
export { ERROR_CODES, type ErrorCode } from './error-codes.ts';
export { MQTTError } from './errors.ts';
export {
  AckEvent,
  ConnectionStatusEvent,
  ErrorEvent,
  LogEvent,
  type LogType,
  MessageEvent,
  type MQTTEventMap,
  type MQTTEventName,
  type MQTTListener,
  ReadyToSendEvent,
  SSLServerAuthenticationEvent,
  SSLStatusEvent,
  StatusEvent,
  SubscribedEvent,
  UnsubscribedEvent,
} from './events.ts';
export { Firewall } from './firewall.ts';
export { MQTTMessage, MQTTMessageList } from './message.ts';
export { MQTT, MQTT as mqtt } from './mqtt.ts';
export { CertStoreTypes, FirewallTypes, MQTTSSLProviders, MQTTVersions } from './versions.ts';
