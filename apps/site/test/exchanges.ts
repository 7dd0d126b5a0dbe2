/** Prints the exchanges of a page's diagrams: the packets of a real client and a real broker, in the order in which they went. */

import { MQTT } from '@x/client';
import type { Packet } from '@x/codec';
import { createBroker } from '@x/testing';

interface Exchange {
  readonly title: string;
  readonly qos: 0 | 1 | 2;
  /** The connection breaks when the broker has sent this packet. */
  readonly cutAt?: Packet['type'];
}

const EXCHANGES: readonly Exchange[] = [
  { title: 'QoS 0', qos: 0 },
  { title: 'QoS 1', qos: 1 },
  { title: 'QoS 2', qos: 2 },
  { title: 'QoS 2, and the connection breaks in the middle', qos: 2, cutAt: 'pubrec' },
];

/** A heading and a diagram for each. */
export async function exchanges(): Promise<string> {
  const parts: string[] = [];
  for (const exchange of EXCHANGES) {
    const lines = await record(exchange);
    const diagram = ['sequenceDiagram', ...lines.map((line) => `  ${line}`)];
    parts.push([`**${exchange.title}**`, '', '```mermaid', ...diagram, '```'].join('\n'));
  }
  return parts.join('\n\n');
}

async function record({ qos, cutAt }: Exchange): Promise<string[]> {
  const broker = createBroker();
  const mqtt = new MQTT();
  const lines: string[] = [];
  let cut = cutAt;
  try {
    await prepare(mqtt, (await broker.listen()).url);
    broker.onPacket(({ direction, packet }) => {
      lines.push(
        `${direction === 'received' ? 'Client->>Broker' : 'Broker->>Client'}: ${nameOf(packet)}`,
      );
      if (direction !== 'sent' || packet.type !== cut) return;
      cut = undefined;
      lines.push(`Note over Broker: ${nameOf(packet)} is lost with the connection`);
      broker.dropConnection(mqtt.getClientId());
    });
    const through = new Promise((resolve) => mqtt.once('MessageOut', resolve));
    await mqtt.publishMessage('home/kitchen', qos, '21.5');
    await through;
    // Its end shows that the broker has read all that came before.
    await mqtt.disconnect();
    return lines.filter((line) => !line.endsWith(': DISCONNECT'));
  } finally {
    await mqtt.reset();
    await broker.close();
  }
}

async function prepare(mqtt: MQTT, url: string): Promise<void> {
  mqtt.setClientId('client');
  mqtt.setCleanSession(false);
  await mqtt.config('AutoReconnect=True');
  await mqtt.config('ReconnectMinDelay=1');
  await mqtt.config('ReconnectMaxDelay=1');
  await mqtt.connectTo(url, 0);
}

function nameOf(packet: Packet): string {
  const name = packet.type.toUpperCase();
  if (packet.type === 'publish') return `${name} QoS ${packet.qos}${packet.dup ? ', DUP' : ''}`;
  return packet.type === 'connack' && packet.sessionPresent ? `${name}, session present` : name;
}
