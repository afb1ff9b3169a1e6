import { MAX_MAIL_HEAD } from '../../core/receive/mail-head.ts';
import { readMailReceipt } from '../../core/receive/mail-receipt.ts';
import { acceptMail, type AcceptMailDependencies } from '../../pipeline/accept-mail.ts';
import type { ReceivedMail } from '../../ports/received-mail.ts';
import { createSqsHandler, type SqsHandler } from '../sqs-handler.ts';

export interface MailAcceptDependencies extends AcceptMailDependencies {
  readonly mail: ReceivedMail;
}

/** What is no notification of a mail: something else published to the topic, or SES writes them in another way. */
class MailReceiptError extends Error {
  override readonly name = 'MailReceiptError';
}

/**
 * The consumer of the queue into which SES tells of mail that a receipt rule put into the bucket. A mail is removed from
 * there once it is sealed; one that was too large for its source when it was first read stays until it expires. What cannot be read, what is
 * gone and was not sealed, and mail of which no source is registered, comes again, and after the last attempt the dead-letter queue keeps it for a person.
 */
export function createMailAcceptHandler(deps: MailAcceptDependencies): SqsHandler {
  const { mail } = deps;
  return createSqsHandler(
    {
      name: 'mail-accept',
      read: (body) => body,
      async run(body) {
        const receipt = readMailReceipt(body);
        if (receipt === undefined) throw new MailReceiptError('not a notification of a mail');
        if (receipt === 'setup') return;
        const { key, ...told } = receipt;
        const outcome = await acceptMail(
          {
            ...told,
            read: (limit) => mail.read(key, limit),
            readStart: () => mail.readStart(key, MAX_MAIL_HEAD),
          },
          deps,
        );
        if (outcome.kind !== 'gone' && outcome.isWhole) await mail.remove(key);
      },
    },
    deps.log,
  );
}
