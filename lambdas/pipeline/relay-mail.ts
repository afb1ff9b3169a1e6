import { refusalNotice } from '../core/send/refusal-notice.ts';
import { relayedAs } from '../core/send/relayed-as.ts';
import type { DroppedMail } from '../ports/dropped-mail.ts';
import type { SendAnswer, SendApi, SendRequest } from '../ports/send-api.ts';

export interface RelayMailDependencies {
  readonly mail: DroppedMail;
  readonly api: SendApi;
  /** The sender key of whoever may log in to the mail server: its password. @throws when it cannot be read */
  readonly senderKey: () => Promise<string>;
  readonly settings: {
    /** Sender of what is told of refusals. */
    readonly fromAddress: string;
    /** Who is told that a message was refused: whoever looks after the programs that send. */
    readonly refusalsTo: string;
  };
}

/** What was not taken and may be later, or is for a person to look at: it comes again, and ends in the dead-letter queue. */
export class RelayError extends Error {
  override readonly name = 'RelayError';

  constructor(status: number) {
    super(`the API answered ${String(status)}`);
  }
}

/** Bytes of one mail, as for whatever else is sent. */
export const MAX_RELAYED_BYTES = 5 * 1024 * 1024;

/**
 * Statuses after which the same may be accepted: the key is being replaced, the same is under way, too much for now. All
 * others from 400 to 499 are final.
 */
const MAY_PASS_LATER: ReadonlySet<number> = new Set([401, 408, 409, 425, 429]);

/**
 * Gives one mail to Cordon's own API, which reads, decides and answers as for any other (`POST /v1/messages`). The SMTP
 * dialogue is long over: what is refused is told to one fixed address, without a word of the message. It is never told to
 * the sender that the mail itself names, who may be anybody (backscatter; RFC 3834, section 2).
 */
export async function relayMail(key: string, deps: RelayMailDependencies): Promise<void> {
  const { mail, api } = deps;
  const found = await mail.read(key, MAX_RELAYED_BYTES);
  if (found === 'gone') return;
  const sender = { key: await deps.senderKey() };
  const answer: SendAnswer =
    found === 'too_large'
      ? { status: 413, body: '' }
      : await api.post({
          ...sender,
          contentType: 'message/rfc822',
          body: found,
          idempotencyKey: relayedAs('mail', key),
        });
  if (!isTaken(answer))
    await tellRefusal(answer, { ...sender, idempotencyKey: relayedAs('refusal', key) }, deps);
  await mail.remove(key);
}

async function tellRefusal(
  answer: SendAnswer,
  request: Pick<SendRequest, 'key' | 'idempotencyKey'>,
  { api, settings }: RelayMailDependencies,
): Promise<void> {
  const { fromAddress, refusalsTo } = settings;
  const body = JSON.stringify({
    ...{ channel: 'email', from: fromAddress, to: [refusalsTo] },
    ...refusalNotice(answer),
  });
  const told = await api.post({
    ...request,
    contentType: 'application/json',
    body: Buffer.from(body),
  });
  if (!isTaken(told)) throw new RelayError(told.status);
}

/** Whether it was accepted, or held for review. @throws RelayError where it may be later, and where it cannot be told */
function isTaken({ status }: SendAnswer): boolean {
  if (status >= 200 && status < 300) return true;
  if (status < 400 || status >= 500 || MAY_PASS_LATER.has(status)) throw new RelayError(status);
  return false;
}
