/** Certificates and the stores that they come from (Node). */

export { Certificate, type TlsCredentials } from './certificate/certificate.ts';
export { CertificateError, type CertificateErrorCode } from './certificate/errors.ts';
