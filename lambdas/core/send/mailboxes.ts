import parseAddresses from 'nodemailer/lib/addressparser';
import * as z from 'zod';
import { decodeHeader } from '../parse/mime/encoded-words.ts';
import { emailAddress, oneLine } from './fields.ts';
import type { Address } from './outbound-message.ts';

/** Characters of one field of addresses: a thousand of them with their names. */
const MAX_LENGTH = 200_000;
/** Recipients that a message may name in one field. */
const MAX_MAILBOXES = 1000;

/**
 * Mailboxes as a header writes them, separated by commas: `A Reader <reader@mail.example>` (RFC 5322, section 3.4).
 * Names of groups are refused: they would be read by nobody and sent to everybody.
 */
export const mailboxList = z
  .string()
  .max(MAX_LENGTH)
  .transform((text, context): readonly Address[] => {
    const read = readMailboxes(text);
    if (read !== undefined) return read;
    context.addIssue({ code: 'custom', message: 'is not a list of email addresses' });
    return z.NEVER;
  });

/** Exactly one mailbox in that form. */
export const mailboxLine = mailboxList.transform((read, context): Address => {
  const [only] = read;
  if (only !== undefined && read.length === 1) return only;
  context.addIssue({ code: 'custom', message: 'is not one email address' });
  return z.NEVER;
});

/** As several APIs have it: one text with commas, or a list of such texts; at most 1,000 together. */
export const mailboxesIn = z.union(
  [
    mailboxList,
    z
      .array(mailboxList)
      .max(MAX_MAILBOXES)
      .transform((lists) => lists.flat()),
  ],
  { error: 'is not a list of email addresses' },
);

/** The same for those who may be nobody. */
export const mailboxesIfAny = mailboxesIn.nullish().transform((read) => read ?? []);

/** The same for those a message goes to, who must be somebody. */
export const recipientsIn = mailboxesIn.refine((read) => read.length > 0, {
  error: 'names nobody',
});

function readMailboxes(text: string): readonly Address[] | undefined {
  if (/[^\P{Cc}\t]|\p{Surrogate}/u.test(text)) return undefined;
  const mailboxes: Address[] = [];
  for (const parsed of parseAddresses(text)) {
    if (parsed.group !== undefined) return undefined;
    // A header is bytes; letters may stand in it as they are (RFC 6532).
    const name = decodeHeader(Buffer.from(parsed.name).toString('latin1'));
    const address = emailAddress.safeParse(parsed.address);
    if (!address.success || name.isUnread || !oneLine.safeParse(name.text).success) {
      return undefined;
    }
    mailboxes.push(
      name.text === '' ? { address: address.data } : { address: address.data, name: name.text },
    );
    if (mailboxes.length > MAX_MAILBOXES) return undefined;
  }
  return mailboxes;
}
