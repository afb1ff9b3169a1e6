import { createHash } from 'node:crypto';
import type { AcceptMailInput, AcceptMailOutcome } from '../../lambdas/pipeline/accept-mail.ts';
import { hasLoneLineEnd, LONE_LINE_END } from './lone-line-end.ts';
import { reply, type Reply } from './replies.ts';

/** `SOURCE@inbound.localhost` is the address of a source that takes mail: a name that leads nowhere else (RFC 6761 6.3). */
const DOMAIN = '@inbound.localhost';

/** Takes mail in as the function behind SES does. */
export interface MailIn {
  /** Whether a source takes mail by this name. */
  takes(sourceId: string): Promise<boolean>;
  /** @throws RegistryError where none does */
  receive(input: AcceptMailInput): Promise<AcceptMailOutcome>;
}

/** Whether mail to this address comes in, and does not go out. */
export function isInbound(address: string): boolean {
  return address.toLowerCase().endsWith(DOMAIN);
}

/**
 * Takes one mail in for each source that it is addressed to, or for none: one reply is for all of them. The login stands for what SES finds out about senders, and
 * nobody looks for spam or malicious software here: this is for trying things out.
 *
 * @throws when one could not be made safe; what was taken by then is known when the mail is sent again
 */
export async function receiveMail(
  raw: Buffer,
  recipients: readonly string[],
  mailIn: MailIn,
): Promise<Reply> {
  if (!recipients.every(isInbound)) {
    return reply(554, '5.5.0', 'Mail to sources of this gateway goes to them alone');
  }
  if (hasLoneLineEnd(raw)) return LONE_LINE_END;
  const sources = recipients.map((one) => one.slice(0, -DOMAIN.length).toLowerCase());
  const taken = await Promise.all(sources.map((id) => mailIn.takes(id)));
  if (taken.includes(false)) {
    return reply(550, '5.1.1', 'No source takes mail by this name (cordon sources list)');
  }
  // A program that did not hear the answer sends it again.
  const mailId = createHash('sha256').update(raw).digest('hex');
  const ids: string[] = [];
  for (const sourceId of sources) {
    const outcome = await mailIn.receive({
      ...{ sourceId, mailId, doubts: [] },
      read: (limit) => Promise.resolve(raw.length > limit ? 'too_large' : raw),
      readStart: () => Promise.resolve(raw),
    });
    if (outcome.kind === 'accepted') ids.push(outcome.messageId);
  }
  return ids.length === 0
    ? reply(250, '2.6.0', 'Taken in before')
    : reply(250, '2.6.0', `Taken in as ${ids.join(', ')}`);
}
