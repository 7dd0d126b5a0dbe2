/** How long the broker takes to answer, read from the lines of the client's log. */

/** Which packet answers which. */
const ANSWERS: Readonly<Record<string, string>> = {
  CONNACK: 'CONNECT',
  PINGRESP: 'PINGREQ',
  PUBACK: 'PUBLISH',
  PUBCOMP: 'PUBREL',
  PUBREC: 'PUBLISH',
  SUBACK: 'SUBSCRIBE',
  UNSUBACK: 'UNSUBSCRIBE',
};
const LINE = /^(->|<-) ([A-Z]+)(?: id (\d+))?/;
/** Requests that are waited for at once; more are not measured. */
const LARGEST = 1000;

export class RoundTrips {
  readonly #sent = new Map<string, number>();

  /**
   * @param line names and ids, not bytes
   * @param now milliseconds
   * @returns milliseconds, if the line is the answer to one before
   */
  see(line: string, now: number): number | undefined {
    const [, way, name = '', id = ''] = LINE.exec(line) ?? [];
    if (way === '->') {
      if (this.#sent.size < LARGEST) this.#sent.set(name + id, now);
      return undefined;
    }
    const request = ANSWERS[name];
    if (request === undefined) return undefined;
    const since = this.#sent.get(request + id);
    this.#sent.delete(request + id);
    return since === undefined ? undefined : now - since;
  }

  /** Nothing is answered any more. */
  forget(): void {
    this.#sent.clear();
  }
}
