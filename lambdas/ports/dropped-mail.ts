/** Whom a mail goes to by the SMTP dialogue, which its header does not say. */
export type KnownEnvelope =
  | { readonly kind: 'known'; readonly recipients: readonly string[] }
  /** Nobody told, or what was told does not agree. */
  | { readonly kind: 'unknown' };

/** Mail that a mail server took for us and put down, whole, before anybody decided about it. */
export interface DroppedMail {
  /**
   * @param key where it lies
   * @returns its bytes; `gone` where it was dealt with already, `too_large` beyond `maxBytes`
   * @throws when the store does not answer
   */
  read(key: string, maxBytes: number): Promise<Uint8Array | 'gone' | 'too_large'>;
  /** @throws when the store does not answer */
  envelopeOf(key: string): Promise<KnownEnvelope>;
  /** Once it is dealt with, its envelope too. Absent already is as good. @throws when the store does not answer */
  remove(key: string): Promise<void>;
}

/** Where the envelope of a mail is put down, before the mail itself is. */
export interface DroppedEnvelopes {
  /**
   * Told again, it stays; told otherwise, it is unknown from then on.
   *
   * @param key where the mail will lie
   * @throws when it could not be made durable
   */
  keep(key: string, recipients: readonly string[]): Promise<void>;
}
