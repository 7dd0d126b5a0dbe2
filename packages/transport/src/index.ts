export {
  TRANSPORT_CODES,
  TransportError,
  type TransportErrorOptions,
  type TransportPhase,
} from './errors.ts';
export type {
  CloseCause,
  Connection,
  ConnectionHandlers,
  ConnectionInfo,
  Transport,
  TransportStatus,
} from './transport.ts';
