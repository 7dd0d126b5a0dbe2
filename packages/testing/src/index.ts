export {
  type Broker,
  type ClientInfo,
  createBroker,
  type SessionInfo,
  type SubscriptionInfo,
} from './broker/broker.ts';
export type { BrokerMessage, MessageProperties } from './broker/message.ts';
export type { PacketEvent, PacketListener } from './broker/observers.ts';
export type {
  AuthorizationRequest,
  BrokerLimits,
  BrokerOptions,
  EnhancedAuthenticationRequest,
  EnhancedAuthenticationVerdict,
  Verdict,
} from './broker/options.ts';
export type { OverlappingSubscriptions } from './broker/router.ts';
export type { Clock } from './clock.ts';
export { type FakeClock, fakeClock } from './fake-clock.ts';
export type { Faults, Stall } from './faulty/lane.ts';
export type { Choice } from './faulty/random.ts';
export {
  type FaultPlan,
  type FaultyLink,
  type FaultyLinkOptions,
  faultyLink,
} from './faulty-link.ts';
export {
  ListenError,
  type Listener,
  type ListenOptions,
  type ListenTls,
  type WebSocketListenOptions,
} from './listener.ts';
export { ScriptError, type ScriptErrorCode } from './scripted/errors.ts';
export type { ScriptedPeer } from './scripted/peer.ts';
export {
  type ScriptedServer,
  type ScriptedServerOptions,
  scriptedServer,
} from './scripted-server.ts';
