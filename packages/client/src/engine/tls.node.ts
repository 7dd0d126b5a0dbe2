/** What Node tells of TLS: its failures, its progress, its outcome. */

export { fromTls } from './tls-failures.ts';
export { cipherProgress, negotiatedFrom, tlsProgress } from './tls-progress.ts';
