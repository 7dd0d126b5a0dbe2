/** Two machines, a link and a clock under one schedule, which a list of numbers gives: the same list, the same run. */

import type { QoS } from '@x/codec';
import { demand } from './fault.ts';
import { Link } from './link.ts';
import { Machine } from './machine.ts';
import type { Mutation } from './mutation.ts';
import { Peer } from './peer.ts';

export interface Plan {
  readonly version: 4 | 5;
  /** Receive Maximum of the server and of the client. */
  readonly serverMaximum: number;
  readonly clientMaximum: number;
  readonly handsOnAt: 'publish' | 'pubrel';
  /** Each 0 to 1023: what happens, and its argument. */
  readonly steps: readonly number[];
}

/** More turns than any schedule needs to come to rest. */
const LONG = 1000;

/** @throws SimulationFault when a property does not hold */
export function run(plan: Plan, mutation: Mutation = {}): void {
  const world = new World(plan, mutation);
  for (const step of plan.steps) world.step(step);
  world.rest();
  world.check();
}

class World {
  readonly #link = new Link();
  readonly #machine: Machine;
  readonly #peer: Peer;
  readonly #sentByServer = new Map<number, { readonly qos: QoS; lost: boolean }>();
  #number = 0;
  /** CONNACK has reached the client. */
  #greeted = false;

  constructor(plan: Plan, mutation: Mutation) {
    const { version, serverMaximum, clientMaximum, handsOnAt } = plan;
    const link = this.#link;
    this.#machine = new Machine({ version, receiveMaximum: clientMaximum, mutation }, (packet) => {
      if (link.up) link.toServer.push(packet);
    });
    const machine = this.#machine;
    this.#peer = new Peer(
      {
        version,
        receiveMaximum: serverMaximum,
        clientMaximum,
        handsOnAt,
        forgets: () => this.#sessionGone(),
        knowsAcknowledged: (number) => machine.acknowledgedNumbers.has(number),
      },
      (packet) => {
        if (link.up) link.toClient.push(packet);
      },
    );
  }

  step(step: number): void {
    const argument = step >> 4;
    const some = 1 + (argument & 3);
    switch (step & 15) {
      case 0:
      case 1:
        return this.#publish(argument);
      case 2:
        return this.#serverPublish(argument);
      case 3:
      case 4:
        return this.#toServer(some);
      case 5:
      case 6:
        return this.#toClient(some);
      case 7:
      case 8:
        return this.#peer.answer(some);
      case 9:
        return this.#cut();
      case 10:
      case 11:
        return this.#connect(argument > 60);
      case 12:
        return this.#advance(argument * 300);
      case 13:
        return argument % 2 === 0 ? this.#restart() : this.#cut();
      case 14:
        return argument < 16 ? this.#loseSession() : this.#toServer(some);
      default:
        return argument % 4 === 0 ? this.#machine.subscribe() : this.#burst(argument);
    }
  }

  /** Nothing hinders any more: everything has to come to an end. */
  rest(): void {
    for (let turn = 0; turn < LONG; turn++) {
      if (!this.#link.up) this.#connect(false);
      this.#toServer(LONG);
      this.#peer.answer(LONG);
      this.#toClient(LONG);
      const { toServer, toClient } = this.#link;
      const quiet = toServer.length + toClient.length + this.#peer.held === 0;
      if (quiet && this.#machine.idle && this.#peer.idle) return;
    }
    demand(false, 'does not come to rest');
  }

  check(): void {
    this.#checkOutgoing();
    this.#checkIncoming();
    this.#machine.end();
  }

  #checkOutgoing(): void {
    const { fates, qosOf } = this.#machine;
    const counts = new Map<number, number>();
    const { handedOn } = this.#peer;
    for (const number of handedOn) counts.set(number, (counts.get(number) ?? 0) + 1);
    for (const [number, fate] of fates) {
      const count = counts.get(number) ?? 0;
      const qos = qosOf.get(number) ?? 0;
      demand(fate !== 'open', `message ${number} has no end`);
      demand(qos === 1 || count <= 1, `message ${number} of QoS ${qos} arrived ${count} times`);
      if (qos === 0) continue;
      if (fate === 'through') demand(count > 0, `message ${number} is through, and never arrived`);
      if (fate === 'lost') demand(count === 0, `message ${number} was never sent, and arrived`);
    }
    // A clean start that never reached the server leaves it with what the client has given up.
    for (const number of this.#peer.unreleased) {
      demand(fates.get(number) === 'failed', `message ${number} was never released`);
    }
    for (const qos of [0, 1, 2]) {
      checkOrder(
        handedOn.filter((number) => qosOf.get(number) === qos),
        `QoS ${qos}, outgoing`,
      );
    }
  }

  #checkIncoming(): void {
    const { delivered } = this.#machine;
    const counts = new Map<number, number>();
    for (const { number, dup } of delivered) {
      const before = counts.get(number) ?? 0;
      counts.set(number, before + 1);
      demand(before === 0 || dup, `message ${number} was delivered again without DUP`);
    }
    for (const [number, { qos, lost }] of this.#sentByServer) {
      const count = counts.get(number) ?? 0;
      demand(qos === 1 || count <= 1, `message ${number} was delivered ${count} times`);
      demand(qos === 0 || lost || count > 0, `message ${number} was never delivered`);
    }
    for (const qos of [0, 1, 2]) {
      const numbers = delivered.map(({ number }) => number);
      const same = numbers.filter((number) => this.#sentByServer.get(number)?.qos === qos);
      checkOrder(same, `QoS ${qos}, incoming`);
    }
  }

  #publish(argument: number): void {
    const qos = (argument % 3) as QoS;
    this.#machine.publish(++this.#number, qos, Math.floor(argument / 3) % 3);
  }

  #burst(argument: number): void {
    for (let i = 0; i < 5; i++)
      this.#machine.publish(++this.#number, argument % 2 === 0 ? 1 : 2, 0);
  }

  #serverPublish(argument: number): void {
    const qos = (argument % 3) as QoS;
    this.#sentByServer.set(++this.#number, { qos, lost: !this.#peer.hasSession });
    this.#peer.publish(this.#number, qos);
  }

  #toServer(count: number): void {
    if (!this.#link.up) return this.#connect(false);
    for (const packet of this.#link.toServer.splice(0, count)) this.#peer.receive(packet);
  }

  #toClient(count: number): void {
    for (const packet of this.#link.toClient.splice(0, count)) {
      if (packet.type === 'connack') this.#greeted = true;
      this.#machine.receive(packet);
      if (this.#machine.closing) return this.#cut();
    }
  }

  #connect(cleanStart: boolean): void {
    if (this.#link.up) return;
    this.#link.up = true;
    this.#greeted = false;
    if (cleanStart) this.#sessionGone();
    this.#machine.connect(cleanStart);
  }

  #cut(): void {
    if (!this.#link.up) return;
    this.#link.cut();
    this.#peer.cut(this.#greeted);
    this.#machine.lost();
  }

  #restart(): void {
    this.#link.cut();
    this.#peer.cut(this.#greeted);
    this.#machine.restart();
  }

  #loseSession(): void {
    this.#cut();
    this.#peer.forget();
  }

  #sessionGone(): void {
    for (const message of this.#sentByServer.values()) message.lost = true;
  }

  #advance(milliseconds: number): void {
    this.#machine.now += milliseconds;
    this.#machine.tick();
    if (this.#machine.closing) this.#cut();
  }
}

/** The first time that each came is in the order of their numbers, which is the order in which they were published. */
function checkOrder(numbers: readonly number[], what: string): void {
  let largest = 0;
  const seen = new Set<number>();
  for (const number of numbers) {
    if (seen.has(number)) continue;
    seen.add(number);
    demand(number > largest, `${what}: ${number} after ${largest}`);
    largest = number;
  }
}
