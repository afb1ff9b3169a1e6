/** Removes records of the ledger. One role alone may. */
export interface Eraser {
  /** @param key `TIME#ID`. Nothing when it is gone already. */
  erase(key: string): Promise<void>;
}
