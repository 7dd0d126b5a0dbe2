/**
 * TLS with an authority of your own and a certificate that the server asks for:
 * node examples/mutual-tls.js mqtts://localhost:8883 ca.pem client.pem
 */

import { readFileSync } from 'node:fs';
import { Certificate, MQTT } from '@x/client';

const [, , url, authority, identity] = process.argv;
if (url === undefined || authority === undefined || identity === undefined) {
  throw new Error('node mutual-tls.js URL AUTHORITY.pem CLIENT.pem');
}

const mqtt = new MQTT();

// Trusted besides the authorities that the platform knows.
await mqtt.config(`SSLServerCACerts=${readFileSync(authority, 'utf8')}`);

// 99 finds out by itself what kind of store it is: PEM, PFX, … The file holds the certificate and its private key.
mqtt.setSSLCert(new Certificate(99, identity, '', '*'));

// Without a listener only a faultless certificate is accepted; here one sees which it was.
mqtt.on('SSLServerAuthentication', ({ certSubject, certIssuer, accept }) => {
  console.log(`server ${certSubject}, issued by ${certIssuer}: ${accept ? 'good' : 'refused'}`);
});

await mqtt.connectTo(url, 0);
console.log(`connected with ${await mqtt.config('SSLNegotiatedVersion')}`);
await mqtt.disconnect();
