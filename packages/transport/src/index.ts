export {
  TRANSPORT_CODES,
  TransportError,
  type TransportErrorOptions,
  type TransportPhase,
} from './errors.ts';
export { CERTIFICATE_FAULTS, type TlsFault, type TlsInfo, type TlsPeer } from './tls/info.ts';
export type {
  CloseCause,
  Connection,
  ConnectionHandlers,
  ConnectionInfo,
  Transport,
  TransportStatus,
} from './transport.ts';
