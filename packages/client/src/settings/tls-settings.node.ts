/** Node knows the settings of TLS from the start. */

export { SSL_SETTINGS as TLS_ROWS } from './ssl.ts';

export const loadTlsRows: undefined | (() => Promise<object>) = undefined;
