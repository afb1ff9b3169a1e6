import { createHash } from 'node:crypto';
import type { AcceptMailInput, AcceptMailOutcome } from '../../lambdas/pipeline/accept-mail.ts';
import { RegistryError } from '../../lambdas/ports/registry.ts';
import { reply, type Reply } from './replies.ts';

/** `SOURCE@inbound.localhost` is the address of a source that takes mail: a name that leads nowhere else (RFC 6761 6.3). */
const DOMAIN = '@inbound.localhost';

/** Takes mail in as the function behind SES does. */
export type Receive = (input: AcceptMailInput) => Promise<AcceptMailOutcome>;

/** Whether mail to this address comes in, and does not go out. */
export function isInbound(address: string): boolean {
  return address.toLowerCase().endsWith(DOMAIN);
}

/**
 * Takes one mail in for each source that it is addressed to. The login stands for what SES finds out about senders, and
 * nobody looks for spam or malicious software here: this is for trying things out.
 */
export async function receiveMail(
  raw: Buffer,
  recipients: readonly string[],
  receive: Receive,
): Promise<Reply> {
  if (!recipients.every(isInbound)) {
    return reply(554, '5.5.0', 'Mail to sources of this gateway goes to them alone');
  }
  // A program that did not hear the answer sends it again.
  const mailId = createHash('sha256').update(raw).digest('hex');
  const ids: string[] = [];
  for (const recipient of recipients) {
    try {
      const outcome = await receive({
        sourceId: recipient.slice(0, -DOMAIN.length).toLowerCase(),
        ...{ mailId, doubts: [] },
        read: (limit) => Promise.resolve(raw.length > limit ? 'too_large' : raw),
        readStart: () => Promise.resolve(raw),
      });
      if (outcome.kind === 'accepted') ids.push(outcome.messageId);
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      return reply(550, '5.1.1', 'No source takes mail by this name (cordon sources list)');
    }
  }
  return ids.length === 0
    ? reply(250, '2.6.0', 'Taken in before')
    : reply(250, '2.6.0', `Taken in as ${ids.join(', ')}`);
}
