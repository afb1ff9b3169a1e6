/** A request to Cordon's own API, `POST /v1/messages`. */
export interface SendRequest {
  readonly contentType: 'message/rfc822' | 'application/json';
  readonly body: Uint8Array;
  /** A sender key. */
  readonly key: string;
  /** Whom a mail goes to, whatever its header says. */
  readonly recipients?: readonly string[];
  /** By which a repeat is known (`Idempotency-Key`): 1 to 256 visible characters. */
  readonly idempotencyKey: string;
}

export interface SendAnswer {
  readonly status: number;
  /** Media type, without parameters, in small letters; empty where there is none. */
  readonly contentType: string;
  /** As it came; at most 64 KiB. */
  readonly body: string;
}

export interface SendApi {
  /** @throws when nobody answers in time */
  post(request: SendRequest): Promise<SendAnswer>;
}
