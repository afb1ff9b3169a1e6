import { isAccepted, isProblem } from '../core/send/api-answer.ts';
import { recipientsHeader } from '../core/send/recipients-header.ts';
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
 * others from 400 to 499 are final, where the API itself gave them.
 */
const MAY_PASS_LATER: ReadonlySet<number> = new Set([401, 408, 409, 425, 429]);

/** API Gateway takes 10,240 bytes of header lines, of which the others need some. */
const MAX_RECIPIENTS_BYTES = 8000;

/** Nobody knows whom a mail goes to: its header is not the envelope, and may name others. */
export class EnvelopeUnknownError extends Error {
  override readonly name = 'EnvelopeUnknownError';

  constructor() {
    super('a mail has no envelope');
  }
}

/**
 * Gives one mail to Cordon's own API, which reads, decides and answers as for any other (`POST /v1/messages`), to the
 * recipients of the SMTP dialogue. That is long over: what is refused is told to one fixed address, without a word of the
 * message. It is never told to the sender that the mail itself names, who may be anybody (backscatter; RFC 3834, section 2).
 *
 * @throws EnvelopeUnknownError where nobody told the recipients: it comes again, and ends in the dead-letter queue
 */
export async function relayMail(key: string, deps: RelayMailDependencies): Promise<void> {
  const { mail } = deps;
  const found = await mail.read(key, MAX_RELAYED_BYTES);
  if (found === 'gone') {
    await mail.remove(key);
    return;
  }
  const sender = { key: await deps.senderKey() };
  const refused = await handOn(key, found, sender, deps);
  if (refused !== undefined) {
    await tellRefusal(refused, { ...sender, idempotencyKey: relayedAs('refusal', key) }, deps);
  }
  await mail.remove(key);
}

/** @returns the refusal, if it is one */
async function handOn(
  key: string,
  found: Uint8Array | 'too_large',
  sender: Pick<SendRequest, 'key'>,
  { mail, api }: RelayMailDependencies,
): Promise<RefusedAnswer | undefined> {
  if (found === 'too_large') return { status: 413, body: '' };
  const envelope = await mail.envelopeOf(key);
  if (envelope.kind === 'unknown') throw new EnvelopeUnknownError();
  const { recipients } = envelope;
  if (recipientsHeader(recipients).length > MAX_RECIPIENTS_BYTES) return TOO_MANY;
  const answer = await api.post({
    ...sender,
    ...{ contentType: 'message/rfc822', body: found, recipients },
    idempotencyKey: relayedAs('mail', key),
  });
  return isTaken(answer) ? undefined : answer;
}

type RefusedAnswer = Pick<SendAnswer, 'status' | 'body'>;

const TOO_MANY: RefusedAnswer = {
  status: 400,
  body: JSON.stringify({ title: 'The message has more recipients than can be handed on at once.' }),
};

async function tellRefusal(
  answer: RefusedAnswer,
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

/**
 * Whether it was accepted, or held for review. Only the API's own answers say so, and only they are final: what stands
 * before it (a firewall, a gateway, a page of somebody else's) answers 403 or 200 to what nobody decided about.
 *
 * @throws RelayError where it may be later, and where nobody decided
 */
function isTaken(answer: SendAnswer): boolean {
  if (isAccepted(answer)) return true;
  const { status } = answer;
  const isFinal = status >= 400 && status < 500 && !MAY_PASS_LATER.has(status);
  if (!isFinal || !isProblem(answer)) throw new RelayError(status);
  return false;
}
