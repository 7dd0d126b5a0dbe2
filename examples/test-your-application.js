/** Tests of an application, with a broker in the same process and a connection that breaks: node --test examples/ */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { MQTT } from '@x/client';
import { createBroker } from '@x/testing';

/** The application: a heater that goes on below 18 degrees. */
async function heating(url) {
  const mqtt = new MQTT();
  mqtt.setClientId('heating');
  mqtt.setCleanSession(false);
  await mqtt.config('AutoReconnect=True');
  await mqtt.config('ReconnectMinDelay=10');
  await mqtt.config('ReconnectMaxDelay=50');
  mqtt.on('MessageIn', ({ message }) =>
    mqtt.publishMessage('heater', 1, Number(message) < 18 ? 'on' : 'off'),
  );
  await mqtt.connectTo(url, 0);
  const ready = new Promise((resolve) => mqtt.once('Subscribed', resolve));
  await mqtt.subscribe('temperature', 1);
  await ready;
  return mqtt;
}

describe('heating', () => {
  let broker;
  let app;
  let commands;

  beforeEach(async () => {
    broker = createBroker();
    const { url } = await broker.listen();
    commands = [];
    broker.onPacket(({ direction, packet }) => {
      if (direction !== 'received' || packet.type !== 'publish') return;
      commands.push(new TextDecoder().decode(packet.payload));
    });
    app = await heating(url);
  });

  afterEach(async () => {
    await app.disconnect();
    await broker.close();
  });

  const next = () => new Promise((resolve) => app.once('MessageOut', resolve));

  it('goes on when it is cold', async () => {
    const sent = next();
    broker.publish({ topic: 'temperature', payload: '12', qos: 1 });
    await sent;
    assert.deepEqual(commands, ['on']);
  });

  it('gets what happened while its connection was cut', async () => {
    broker.dropConnection('heating');
    broker.publish({ topic: 'temperature', payload: '25', qos: 1 });
    await next();
    assert.deepEqual(commands, ['off']);
  });
});
