/** A shared subscription: of its members, one gets each message. */

interface Member {
  readonly session: { readonly online: boolean };
}

/** All subscriptions to one `$share/<name>/<filter>`. */
export class SharedGroup<M extends Member> {
  readonly #members: M[] = [];
  #turn = 0;

  get size(): number {
    return this.#members.length;
  }

  add(member: M): void {
    this.#members.push(member);
  }

  remove(member: M): void {
    const index = this.#members.indexOf(member);
    if (index < 0) return;
    this.#members.splice(index, 1);
    // Whoever was next stays next.
    if (index < this.#turn) this.#turn--;
  }

  /** The members in turn, passing over those that are offline; if all are, one of them, whose session keeps the message. */
  next(): M | undefined {
    const count = this.#members.length;
    if (count === 0) return undefined;
    for (let step = 0; step < count; step++) {
      const index = (this.#turn + step) % count;
      const member = this.#members[index];
      if (member?.session.online === true) {
        this.#turn = index + 1;
        return member;
      }
    }
    const index = this.#turn % count;
    this.#turn = index + 1;
    return this.#members[index];
  }
}
