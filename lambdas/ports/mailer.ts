/** One message to one recipient, ready to go. */
export interface OutgoingMail {
  /** Identity to send with: a domain of the lane. */
  readonly from: string;
  readonly recipient: string;
  /** RFC 5322 bytes. */
  readonly raw: Uint8Array;
  /** Carried as an SES message tag, so that events find the delivery. No content. */
  readonly deliveryId: string;
  /** It says nothing, and goes without TLS where the recipient's server has none; absent: as its lane does. */
  readonly isNotice?: true;
  /** The covered entity, carried in the same way: an opt-out is heard for that one. */
  readonly entityId: string;
}

export type MailResult =
  | { readonly kind: 'sent'; readonly providerId: string }
  /** The provider will never take it. `failure` is the provider's error name. */
  | { readonly kind: 'rejected'; readonly failure: string }
  | {
      readonly kind: 'retry';
      readonly failure: string;
      /** No answer came, or one that says nothing of the mail: it may have been taken. */
      readonly mayHaveLeft?: true;
    };

/** The lane's mail route: identity and configuration set are fixed when it is built. */
export interface Mailer {
  send(mail: OutgoingMail): Promise<MailResult>;
}
