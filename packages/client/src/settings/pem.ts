/** Lists of PEM certificates as the settings hold them: blocks with any line break, or none, between and inside them. */

const BLOCK = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g;

/** Each certificate as a PEM block of its own with the line breaks that OpenSSL wants. */
export function pemCertificates(text: string): string[] {
  return [...text.matchAll(BLOCK)].map((match) => {
    const body = (match[1] ?? '').replace(/\s+/g, '');
    const lines = body.match(/.{1,64}/g) ?? [];
    return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  });
}

export function notPemCertificates(text: string): string | undefined {
  return text.replace(BLOCK, '').trim() === ''
    ? undefined
    : 'must be PEM certificates and nothing else';
}
