/** The codec alone: what one side writes, the other reads, however the bytes were cut. */

import { CodecError, Decoder, Encoder } from '@x/codec';

const encoder = new Encoder({ version: 5, from: 'client' });
encoder.write({
  type: 'connect',
  protocolVersion: 5,
  clientId: 'thermometer',
  cleanStart: true,
  keepAlive: 30,
});
encoder.write({
  type: 'publish',
  topic: 'home/kitchen',
  payload: new TextEncoder().encode('21.5'),
  qos: 0,
  retain: false,
  dup: false,
  properties: { contentType: 'text/plain', userProperties: [['unit', 'celsius']] },
});
const bytes = encoder.take();

// A decoder without a version takes it from CONNECT.
const decoder = new Decoder({ from: 'client', maxPacketSize: 65_536 });
for (let at = 0; at < bytes.length; at += 10) {
  decoder.push(bytes.subarray(at, at + 10), (packet) => {
    if (packet.type !== 'publish') return console.log(packet.type);
    const unit = packet.properties?.userProperties?.[0]?.[1];
    console.log(packet.type, packet.topic, new TextDecoder().decode(packet.payload), unit);
  });
}

try {
  decoder.push(Uint8Array.of(0x36, 0x00));
} catch (error) {
  if (!(error instanceof CodecError)) throw error;
  console.log(error.code, `0x${error.reasonCode.toString(16)}`, error.statement);
}
