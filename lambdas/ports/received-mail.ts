/** Mail from outside that a mail server took for us and put down, whole, before anybody looked at it. */
export interface ReceivedMail {
  /**
   * @param key where it lies
   * @returns its bytes; `gone` where it was dealt with already, `too_large` beyond `maxBytes`
   * @throws when the store does not answer
   */
  read(key: string, maxBytes: number): Promise<Uint8Array | 'gone' | 'too_large'>;
  /**
   * Its first bytes, however long it is.
   *
   * @throws when the store does not answer, or it is gone
   */
  readStart(key: string, bytes: number): Promise<Uint8Array>;
  /** Once it is dealt with. Absent already is as good. @throws when the store does not answer */
  remove(key: string): Promise<void>;
}
