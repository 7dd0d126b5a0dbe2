/** All brokers of the matrix, in the order of the page. */

import type { PeerKind } from '../peer.ts';
import { aedes } from './aedes.ts';
import { ejabberd } from './ejabberd.ts';
import { embedded } from './embedded.ts';
import { mosquitto } from './mosquitto.ts';
import { nats } from './nats.ts';
import { rabbitmq } from './rabbitmq.ts';

export const PEERS: readonly PeerKind[] = [mosquitto, ejabberd, rabbitmq, nats, aedes, embedded];
