import { readHeaders } from '../parse/mime/read-headers.ts';
import type { MailSourceOptions } from './mail-source.ts';

/** RFC 5321 section 4.1.2, without quoted local parts and address literals. */
const ADDRESS = String.raw`([\w!#$%&'*+/=?^{|}~.\x60-]{1,64}@[A-Za-z0-9.-]{1,255})`;
/** A quoted string without anything that readers unquote in different ways, or words. Encoded words are among them. */
const PHRASE = String.raw`(?:"[^"\\<>\x00-\x08\x0a-\x1f\x7f]*"[ \t]*|[^@<>(),:;"\\\x00-\x08\x0a-\x1f\x7f]+)`;
const BARE = new RegExp(`^${ADDRESS}$`);
const IN_ANGLES = new RegExp(`^${PHRASE}?<${ADDRESS}>$`);

/**
 * The one address in the one `From` of a mail (RFC 5322 section 3.6.2), in small letters: that is whom DMARC speaks of.
 * Whoever checks DMARC and whoever reads `From` here must see the same author, so that only what has one reading is read: of the
 * grammar an address, or one in angle brackets with a name before it, and nothing else.
 *
 * @returns undefined where there is none, or more than one, or where readers could differ about who it is
 */
export function mailAuthor(raw: Uint8Array): string | undefined {
  const text = Buffer.from(raw).toString('latin1');
  const header = readHeaders(text, 0, text.length);
  if (header === undefined || !hasOneLineEnd(text, header.bodyStart)) return undefined;
  const [from, ...more] = header.fields.filter(({ name }) => name === 'from');
  if (from === undefined || more.length > 0) return undefined;
  const line = text.slice(from.start, from.end).replace(/\r?\n/g, '');
  const value = line.replace(/^[ \t]+/, '').replace(/(?<![ \t])[ \t]+$/, '');
  const [, author] = BARE.exec(value) ?? IN_ANGLES.exec(value) ?? [];
  return author?.toLowerCase();
}

/**
 * Whether everybody sees the same lines in a header, and sees it end at the same place. RFC 5321 section 2.3.8 has lines end with
 * CRLF; programs that store mail write LF, and then in all of it. NUL ends a text for some.
 */
function hasOneLineEnd(text: string, bodyStart: number): boolean {
  const header = text.slice(0, bodyStart);
  if (header.includes('\0')) return false;
  return header.includes('\r') ? !/\r(?!\n)|(?<!\r)\n/.test(header) : !text.includes('\r');
}

/** Whether a source lets this author write. A domain stands for itself, and not for those under it. */
export function mayWrite(author: string | undefined, { senders }: MailSourceOptions): boolean {
  if (senders === undefined) return true;
  if (author === undefined) return false;
  const domain = author.slice(author.lastIndexOf('@') + 1);
  return senders.includes(author) || senders.includes(domain);
}
