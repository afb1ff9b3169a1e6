/**
 * Merges sequences that are each sorted into one that is, leaving out repeats of a key. Each is read only as far
 * as it is needed; the first of each are asked for side by side.
 */
export async function* mergeSorted<T>(
  sources: readonly AsyncIterator<T, void>[],
  keyOf: (value: T) => string,
): AsyncGenerator<T, void> {
  const heads = await Promise.all(sources.map((source) => source.next()));
  let previous: string | undefined;
  for (;;) {
    let least = -1;
    let leastKey = '';
    heads.forEach((head, at) => {
      if (head.done === true) return;
      const key = keyOf(head.value);
      if (least < 0 || key < leastKey) [least, leastKey] = [at, key];
    });
    const head = heads[least];
    const source = sources[least];
    if (head === undefined || head.done === true || source === undefined) return;
    if (leastKey !== previous) yield head.value;
    previous = leastKey;
    heads[least] = await source.next();
  }
}
