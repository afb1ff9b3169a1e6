import * as z from 'zod';
import { isDistinct } from '../registry/fields.ts';
import type { Source } from '../registry/source.ts';

/**
 * The `scheme` of a source that takes mail in place of webhooks. It is no signature scheme: what vouches for mail is what
 * the mail server that took it found out, and nobody can post to such a source.
 */
export const MAIL_SCHEME = 'mail';

/** A domain of at least two labels, with or without a local part before it. */
const SENDER = /^(?:[^\s@<>,;:"\\()[\]\p{Cc}]{1,64}@)?(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/u;

/** What a source of mail lets one set. */
export const mailSourceOptions = z.strictObject({
  /** Who may write: addresses, and domains for everybody of them, in small letters. Absent: anybody may. */
  senders: z
    .array(z.string().max(320).regex(SENDER, 'is neither an address nor a domain in small letters'))
    .min(1)
    .max(64)
    .refine(isDistinct, 'names one twice')
    .optional(),
});
export type MailSourceOptions = z.infer<typeof mailSourceOptions>;

export function takesMail({ scheme }: Pick<Source, 'scheme'>): boolean {
  return scheme === MAIL_SCHEME;
}
