/** The secret store. Values never appear in errors. */
export interface Secrets {
  /**
   * The values under a reference: one, or two during rotation (current first, then previous).
   * An unknown reference is an empty array, which never verifies anything.
   */
  get(reference: string): Promise<readonly string[]>;
}
