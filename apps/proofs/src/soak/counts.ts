/** What a soak counts. */

export class Counts {
  /** By QoS. */
  readonly published = [0, 0, 0];
  readonly arrived = [0, 0, 0];
  /** QoS 1 more than once, as it may. */
  repeated = 0;
  /** Of whole connections at a random moment; those after a random byte are among `broken`. */
  cuts = 0;
  stalls = 0;
  restarts = 0;
  /** DISCONNECT and connect again, by the application. */
  leaves = 0;
  /** Connections that ended otherwise than by our own DISCONNECT, whatever the reason. */
  broken = 0;
  reconnects = 0;
  /** Messages that were under way when a connection came back, and went out again. */
  resends = 0;
  /** Publishes that the client did not take, for want of a connection. */
  refused = 0;

  get line(): string {
    const { cuts, stalls, restarts, leaves, broken, reconnects, resends, refused, repeated } = this;
    const byQoS = (counts: readonly number[]) => counts.map(grouped).join('/');
    return [
      `published ${byQoS(this.published)}, arrived ${byQoS(this.arrived)} (QoS 0/1/2)`,
      `${grouped(repeated)} repeated as QoS 1 may, ${grouped(resends)} resends, ${grouped(refused)} refused`,
      `${grouped(cuts)} cuts, ${grouped(stalls)} stalls, ${grouped(restarts)} restarts, ${grouped(leaves)} leaves, ${grouped(broken)} broken connections, ${grouped(reconnects)} reconnects`,
    ].join('; ');
  }
}

export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
