export { TransportError, type TransportPhase } from './errors.ts';
export type {
  CloseCause,
  Connection,
  ConnectionHandlers,
  ConnectionInfo,
  Transport,
  TransportStatus,
} from './transport.ts';
