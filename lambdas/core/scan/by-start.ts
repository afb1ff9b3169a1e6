interface Placed {
  readonly start: number;
}

/** So many in a row are put in order one by one, before rows are merged. */
const ROW = 8;

/**
 * A copy of stretches by where they start; those that start together keep their order. Most lists come in order, or
 * nearly, and a sort that calls a function for each comparison costs more than all else that is done with them.
 */
export function byStart<T extends Placed>(stretches: readonly T[]): T[] {
  let ordered = stretches.slice();
  const { length } = ordered;
  if (isInOrder(ordered)) return ordered;
  for (let row = 0; row < length; row += ROW) insertAll(ordered, row, Math.min(row + ROW, length));
  if (length <= ROW) return ordered;
  let other = ordered.slice();
  for (let width = ROW; width < length; width *= 2) {
    for (let row = 0; row < length; row += 2 * width) {
      const middle = Math.min(row + width, length);
      mergeRows(ordered, row, middle, Math.min(middle + width, length), other);
    }
    [ordered, other] = [other, ordered];
  }
  return ordered;
}

function isInOrder(stretches: readonly Placed[]): boolean {
  let last = -1;
  for (const { start } of stretches) {
    if (start < last) return false;
    last = start;
  }
  return true;
}

function insertAll(list: Placed[], from: number, end: number): void {
  for (let at = from + 1; at < end; at++) {
    const one = list[at];
    if (one === undefined) continue;
    let to = at;
    for (; to > from; to--) {
      const before = list[to - 1];
      if (before === undefined || before.start <= one.start) break;
      list[to] = before;
    }
    list[to] = one;
  }
}

/** Two rows that are in order, side by side, as one in another list. */
function mergeRows<T extends Placed>(
  list: readonly T[],
  from: number,
  middle: number,
  end: number,
  into: T[],
): void {
  let [left, right] = [from, middle];
  for (let to = from; to < end; to++) {
    const first = left < middle ? list[left] : undefined;
    const second = right < end ? list[right] : undefined;
    const isFirst = first !== undefined && (second === undefined || first.start <= second.start);
    const next = isFirst ? first : second;
    if (isFirst) left += 1;
    else right += 1;
    if (next !== undefined) into[to] = next;
  }
}
