import type { Meaning } from '../by-field/reading.ts';

/** What keys mean, from a data file that has for each meaning its keys in one string; read when it is first asked. */
export class MeaningTable {
  readonly #keys: Readonly<Record<string, string>>;
  #meanings: ReadonlyMap<string, Meaning> | undefined;

  constructor(keys: Readonly<Partial<Record<Meaning, string>>>) {
    this.#keys = keys;
  }

  /** Undefined where nothing is said of the key. */
  get(key: string): Meaning | undefined {
    this.#meanings ??= new Map(
      Object.entries(this.#keys).flatMap(([meaning, keys]) =>
        keys.split(' ').map((one) => [one, meaning as Meaning] as const),
      ),
    );
    return this.#meanings.get(key);
  }
}
