/** All that a page takes which wants a client. */

export { MQTT } from '../../src/index.ts';
