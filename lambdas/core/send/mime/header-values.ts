import { isUtf8 } from 'node:buffer';
import { decodeHeader } from '../../parse/mime/encoded-words.ts';
import type { HeaderField } from '../../parse/mime/read-headers.ts';
import { oneLine } from '../fields.ts';
import { MalformedMessageError } from './malformed-message-error.ts';

/** The value of a field, unfolded (RFC 5322 2.2.3), characters of one byte each. */
export function unfolded(text: string, { start, end }: HeaderField): string {
  return text
    .slice(start, end)
    .replace(/\r?\n(?=[ \t])/g, '')
    .trim();
}

/**
 * The same as characters (RFC 6532), encoded words as they stand.
 *
 * @throws MalformedMessageError for bytes of a character set that nobody names
 */
export function characters(text: string, field: HeaderField, name: string): string {
  const bytes = Buffer.from(unfolded(text, field), 'latin1');
  if (!isUtf8(bytes))
    throw new MalformedMessageError(name, 'is in a character set that is not read');
  return bytes.toString('utf8');
}

/**
 * What a field says, decoded (RFC 2047), as one line: what is encoded cannot end it.
 *
 * @throws MalformedMessageError
 */
export function lineOf(text: string, field: HeaderField, name: string): string {
  const decoded = decodeHeader(unfolded(text, field));
  if (decoded.isUnread) {
    throw new MalformedMessageError(name, 'is in a character set that is not read');
  }
  const line = decoded.text.trim();
  if (!oneLine.safeParse(line).success) {
    throw new MalformedMessageError(
      name,
      'must be one line of at most 998 characters without control characters',
    );
  }
  return line;
}
