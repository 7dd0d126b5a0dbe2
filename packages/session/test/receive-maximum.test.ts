import { describe, expect, it } from 'vitest';
import { online } from './support/client.ts';

describe('Receive Maximum', () => {
  it.each([1, 2, 20])(
    '%i: the window is never exceeded, whatever is acknowledged',
    (receiveMaximum) => {
      const client = online({ connack: { properties: { receiveMaximum } } });
      for (let i = 0; i < 50; i++) client.publish(i % 2 === 0 ? 1 : 2);
      const open = new Set<string>();
      let at = 0;
      for (let done = 0; done < 50; ) {
        for (const line of client.written.slice(at)) {
          const [type, id = ''] = line.split(' ');
          if (type === 'publish') open.add(id);
        }
        at = client.written.length;
        expect(open.size).toBe(Math.min(receiveMaximum, 50 - done));
        const [id = ''] = open;
        open.delete(id);
        const packetId = Number(id);
        if (client.session.outgoing.at(client.session.outgoing.indexOf(packetId))?.qos === 1) {
          client.ack('puback', packetId);
        } else {
          client.ack('pubrec', packetId);
          client.ack('pubcomp', packetId);
        }
        done++;
      }
      expect(client.end()).toEqual([]);
    },
  );

  const window = () => {
    const client = online({ connack: { properties: { receiveMaximum: 2 } } });
    for (let i = 0; i < 4; i++) client.publish(2);
    client.ack('pubrec', 1);
    expect(client.written).toEqual(['publish 1 q2 t', 'publish 2 q2 t', 'pubrel 1']);
    client.reconnect({ properties: { receiveMaximum: 1 } });
    expect(client.written).toEqual(['connect', 'pubrel 1']);
    client.ack('pubcomp', 1);
    expect(client.written).toEqual(['connect', 'pubrel 1', 'publish 2 q2 dup t']);
    client.ack('pubrec', 2, 0x80);
    expect(client.session.outgoing.size).toBe(0);
  };
  it(
    'v5 [MQTT-3.3.4-7] no more than Receive Maximum unacknowledged, also after a resume with a lower one',
    window,
  );

  it('v5 [MQTT-4.9.0-1] the quota is what CONNACK says, 65,535 without', () => {
    expect(
      online({ connack: { properties: { receiveMaximum: 7 } } }).session.negotiated?.receiveMaximum,
    ).toBe(7);
    const client = online();
    expect(client.session.negotiated?.receiveMaximum).toBe(65_535);
    for (let i = 0; i < 1000; i++) client.publish(1);
    expect(client.written).toHaveLength(1000);
  });

  it('v5 [MQTT-4.9.0-2] at quota 0 nothing above QoS 0 goes out, PUBREC 0x80 and PUBCOMP give back one, never more', () => {
    const client = online({ connack: { properties: { receiveMaximum: 1 } } });
    client.ack('pubcomp', 77);
    client.ack('puback', 78);
    for (let i = 0; i < 4; i++) client.publish(2);
    expect(client.written).toEqual(['publish 1 q2 t']);
    client.ack('pubrec', 1);
    expect(client.written).toEqual(['publish 1 q2 t', 'pubrel 1']);
    client.ack('pubcomp', 1);
    client.ack('pubrec', 2, 0x97);
    expect(client.written.slice(2)).toEqual(['publish 2 q2 t', 'publish 3 q2 t']);
  });

  const passes = () => {
    const client = online({
      connack: { properties: { receiveMaximum: 1 } },
      connect: { keepAlive: 10, properties: { sessionExpiryInterval: 60 } },
    });
    client.publish(1);
    client.publish(1);
    client.publish(0);
    client.subscribe(['a']);
    client.unsubscribe(['a']);
    client.message(5, { qos: 1 });
    client.message(6, { qos: 2 });
    client.ack('pubrel', 6);
    client.tick(10_000);
    expect(client.written.slice(1)).toEqual([
      'publish q0 t',
      'subscribe 2',
      'unsubscribe 3',
      'puback 5',
      'pubrec 6',
      'pubcomp 6',
      'pingreq',
    ]);
  };
  it('v5 [MQTT-3.3.4-8] a full window delays nothing else', passes);
  it('v5 [MQTT-4.9.0-3] at quota 0 every other packet goes on', passes);
});
