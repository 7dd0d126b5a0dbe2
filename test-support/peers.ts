/** Independent MQTT servers for tests: the typed door to peers.mjs, which plain scripts use directly. */

export {
  freePorts,
  type MosquittoOptions,
  type Peer,
  requirePeer,
  startAedes,
  startMosquitto,
  type TlsFiles,
} from './peers.mjs';
