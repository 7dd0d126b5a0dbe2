/** Certificates, made by openssl while the tests run. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes ca.pem, broker.pem and client.pem of that authority, stranger.pem of another, a .key for each, and client.pfx,
 * whose password is `secret`.
 */
export function makeCertificates(folder: string): void {
  const openssl = (line: string): void => {
    execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'pipe' });
  };
  const made = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
  for (const name of ['ca', 'stranger']) {
    openssl(`req -x509 ${made} -days 2 -subj /CN=${name} -keyout ${name}.key -out ${name}.pem`);
  }
  const extensions = {
    broker: 'subjectAltName=IP:127.0.0.1\n',
    client: 'extendedKeyUsage=clientAuth\n',
  };
  for (const [name, extension] of Object.entries(extensions)) {
    writeFileSync(join(folder, `${name}.ext`), extension);
    openssl(`req ${made} -subj /CN=${name} -keyout ${name}.key -out ${name}.csr`);
    const by = '-CA ca.pem -CAkey ca.key -CAcreateserial';
    openssl(`x509 -req -in ${name}.csr ${by} -days 2 -extfile ${name}.ext -out ${name}.pem`);
  }
  const pfx = '-out client.pfx -passout pass:secret';
  openssl(`pkcs12 -export -in client.pem -inkey client.key ${pfx}`);
}
