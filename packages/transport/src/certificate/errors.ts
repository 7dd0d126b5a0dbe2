/** The error of certificates and their stores. */

/** 271: the store cannot be opened. 10022: an argument is wrong. */
export type CertificateErrorCode = 271 | 10_022;

export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  readonly code: CertificateErrorCode;

  constructor(code: CertificateErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

export function cannotOpen(why: string, cause?: unknown): CertificateError {
  const message = `cannot open the certificate store: ${why}`;
  return new CertificateError(271, message, cause === undefined ? undefined : { cause });
}

export function badArgument(name: string, expected: string): CertificateError {
  return new CertificateError(10_022, `${name} must be ${expected}`);
}
