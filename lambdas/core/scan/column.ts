/** A longer room is rare, and given back. */
const MOST_KEPT = 1 << 20;

const EMPTY: readonly number[] = [];

/**
 * Numbers in the making of a list, in room that is used again: a list that grows is copied each time. The room is a
 * list itself, because a part of one is a copy of memory, and stays a list without holes.
 */
export class Column {
  count = 0;
  #room: number[] = [];

  push(value: number): void {
    const room = this.#room;
    if (this.count < room.length) room[this.count] = value;
    else room.push(value);
    this.count += 1;
  }

  /** What was pushed since the last time, as a list of just that length. */
  take(): readonly number[] {
    // Most texts are short, and have no more than words.
    if (this.count === 0) return EMPTY;
    const list = this.#room.slice(0, this.count);
    this.count = 0;
    if (list.length > MOST_KEPT) this.#room = [];
    return list;
  }
}
