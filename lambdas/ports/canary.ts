/** The deployment's own endpoint for webhooks, as vendors reach it. */
export interface CanaryEndpoint {
  /**
   * Posts a webhook to it.
   *
   * @throws when there was no answer
   */
  post(
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
  ): Promise<{ readonly status: number; readonly messageId?: string }>;
}

/** Whether something is in the ledger. */
export interface RecordPresence {
  has(recordId: string): Promise<boolean>;
}
