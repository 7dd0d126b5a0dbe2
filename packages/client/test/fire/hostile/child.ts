/** A client in a process of its own: `node child.mjs <plan>`. It must end by itself: nothing here ends the process. */

import { MQTT, MQTTError } from '../../../src/index.ts';
import type { Plan, Story } from './plan.ts';

const MEGABYTE = 1_048_576;

const faults: string[] = [];
process.on('uncaughtException', (error) => void faults.push(`uncaught: ${error.message}`));
process.on('unhandledRejection', (reason) => void faults.push(`unhandled: ${String(reason)}`));

/** Looks often, and keeps nothing alive. */
class Peak {
  readonly #start = process.memoryUsage();
  memory = 0;
  buffers = 0;
  readonly #timer = setInterval(() => this.look(), 5).unref();

  look(): void {
    const { rss, arrayBuffers } = process.memoryUsage();
    this.memory = Math.max(this.memory, rss - this.#start.rss);
    this.buffers = Math.max(this.buffers, arrayBuffers - this.#start.arrayBuffers);
  }

  stop(): void {
    this.look();
    clearInterval(this.#timer);
  }
}

class Calls {
  readonly outcomes: Record<string, number | 'open'> = {};

  async track(name: string, call: Promise<unknown>): Promise<number | 'open'> {
    this.outcomes[name] = 'open';
    try {
      await call;
      this.outcomes[name] = 0;
    } catch (error) {
      this.outcomes[name] = error instanceof MQTTError ? error.code : -1;
    }
    return this.outcomes[name];
  }
}

async function run(plan: Plan, version: 0 | 1): Promise<Story> {
  const peak = new Peak();
  const mqtt = new MQTT();
  const calls = new Calls();
  const events: string[] = [];
  let look: () => void = () => undefined;
  const say = (line: string): void => {
    // A flood is not worth keeping.
    if (events.at(-1) !== line) events.push(line);
    look();
  };
  const heard = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      look = () => {
        if (holds()) resolve();
      };
      look();
    });
  mqtt
    .on('Connected', ({ statusCode }) => say(`Connected ${statusCode}`))
    .on('Disconnected', ({ statusCode }) => say(`Disconnected ${statusCode}`))
    .on('Error', ({ errorCode }) => say(`Error ${errorCode}`))
    .on('MessageIn', ({ topic }) => say(`MessageIn ${topic}`));
  mqtt.setVersion(version);
  mqtt.setTimeout(plan.timeout);
  mqtt.setKeepAliveInterval(plan.keepAlive);
  mqtt.setSSLEnabled(plan.tls);
  for (const setting of plan.settings) await mqtt.config(setting);
  const connected = await calls.track('connect', mqtt.connectTo(plan.host, plan.port));
  if (connected === 0) {
    const working = work(mqtt, plan.work, calls);
    const { until } = plan;
    const ended = () => events.some((line) => line.startsWith('Disconnected'));
    await heard(() => ended() || (until !== undefined && events.includes(until)));
    if (!ended()) await calls.track('disconnect', mqtt.disconnect());
    await working;
  }
  await new Promise((resolve) => setImmediate(resolve));
  peak.stop();
  const { memory, buffers } = peak;
  return { events, calls: calls.outcomes, faults: faults.splice(0), memory, buffers };
}

async function work(mqtt: MQTT, kind: Plan['work'], calls: Calls): Promise<void> {
  if (kind === 'operations') {
    await Promise.all([
      calls.track('publish 0', mqtt.publishMessage('t', 0, 'x')),
      calls.track('publish 1', mqtt.publishMessage('t', 1, 'x')),
      calls.track('publish 2', mqtt.publishMessage('t', 2, 'x')),
      calls.track('subscribe', mqtt.subscribe('a,b', 1)),
      calls.track('unsubscribe', mqtt.unsubscribe('c')),
    ]);
  }
  if (kind === 'listening') {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await calls.track('disconnect', mqtt.disconnect());
  }
  if (kind !== 'megabytes') return;
  const payload = new Uint8Array(MEGABYTE);
  for (let sent = 0; sent < 64; sent++) {
    if ((await calls.track('publish', mqtt.publishData('t', 0, payload))) !== 0) break;
  }
  await calls.track('disconnect', mqtt.disconnect());
}

const plan = JSON.parse(process.argv[2] ?? '') as Plan;
const stories: Story[] = [];
for (const version of plan.versions) stories.push(await run(plan, version));
process.on('exit', () => process.stdout.write(JSON.stringify({ stories, late: faults })));
