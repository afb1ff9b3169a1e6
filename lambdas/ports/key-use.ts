/** When each access key was used last, to the hour: enough to find the ones that nobody uses. */
export interface KeyUse {
  /** Notes a use. At most one write an hour for each key. */
  note(keyId: string): Promise<void>;
}

export interface KeyUseReader {
  /** ISO 8601; undefined: never, or not since it is noted. */
  lastUsed(keyId: string): Promise<string | undefined>;
}
