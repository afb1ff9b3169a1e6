import { readHeaders } from '../parse/mime/read-headers.ts';
import { mailboxLine } from '../send/mailboxes.ts';
import type { MailSourceOptions } from './mail-source.ts';

/**
 * The one address in the one `From` of a mail (RFC 5322 section 3.6.2), in small letters: that is whom DMARC speaks of.
 *
 * @returns undefined where there is none, or more than one
 */
export function mailAuthor(raw: Uint8Array): string | undefined {
  const text = Buffer.from(raw).toString('latin1');
  const fields = readHeaders(text, 0, text.length)?.fields.filter(({ name }) => name === 'from');
  const [from, ...more] = fields ?? [];
  if (from === undefined || more.length > 0) return undefined;
  const line = text.slice(from.start, from.end).replace(/\r?\n/g, '').trim();
  const author = mailboxLine.safeParse(line);
  return author.success ? author.data.address.toLowerCase() : undefined;
}

/** Whether a source lets this author write. A domain stands for itself, and not for those under it. */
export function mayWrite(author: string | undefined, { senders }: MailSourceOptions): boolean {
  if (senders === undefined) return true;
  if (author === undefined) return false;
  const domain = author.slice(author.lastIndexOf('@') + 1);
  return senders.includes(author) || senders.includes(domain);
}
