import { readHeaders } from '../../parse/mime/read-headers.ts';
import { emailAddress } from '../fields.ts';
import { mergeEntries } from '../flatten.ts';
import type { Address, EmailMessage } from '../outbound-message.ts';
import type { Problem } from '../outcome.ts';
import { MalformedMessageError } from './malformed-message-error.ts';
import { readMessageHeader, type MessageHeader } from './message-header.ts';
import { MessageParts } from './message-parts.ts';

/** Whom a message goes to whatever its header says, as SMTP and the APIs that take raw mail have it. */
export interface RawEnvelope {
  /** Addresses; absent: all that the header names. */
  readonly recipients?: readonly string[];
  /** Of a message whose header has no `From`. */
  readonly from?: Address;
}

export type MimeReading =
  | { readonly kind: 'message'; readonly message: EmailMessage }
  | { readonly kind: 'malformed'; readonly problems: readonly Problem[] };

/**
 * Reads a message in MIME (RFC 5322, RFC 2045 to 2049, RFC 2183, RFC 2231, RFC 3676, RFC 6532). Strict: what two programs
 * could read in two ways is refused, by name. What leaves is composed anew from what is read here, so nothing leaves
 * that was not. Every part is a body, a file or refused; preambles, epilogues, descriptions and what else stands beside
 * the message are kept as metadata, which is scanned and goes no further.
 *
 * @param raw whose size is bounded
 * @param field of the request in which it stands, for problems
 */
export function readMimeMessage(
  raw: Uint8Array,
  envelope: RawEnvelope = {},
  field = '',
): MimeReading {
  try {
    return { kind: 'message', message: read(raw, envelope) };
  } catch (error) {
    if (!(error instanceof MalformedMessageError)) throw error;
    const where = error.field === '' ? 'the message' : error.field;
    // The field of a message is no member of a request; where the message is one, that is what is at fault.
    const problem =
      field === ''
        ? { field: where, message: error.message }
        : { field, message: `has a fault: ${where} ${error.message}` };
    return { kind: 'malformed', problems: [problem] };
  }
}

function read(raw: Uint8Array, envelope: RawEnvelope): EmailMessage {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString('latin1');
  const block = readHeaders(text, 0, text.length);
  if (block === undefined) {
    throw new MalformedMessageError('', 'has a header that is none, or is longer than 128 KiB');
  }
  checkLineEnds(text, block.bodyStart);
  const header = readMessageHeader(text, block.fields);
  const parts = new MessageParts(text);
  parts.read(block.fields, block.bodyStart, text.length);
  const from = header.from ?? envelope.from;
  if (from === undefined) throw new MalformedMessageError('From', 'is required');
  const { text: plain, html } = parts;
  const { unlisted, ...recipients } = recipientsOf(header, envelope.recipients);
  const { replyTo, subject, headers, metadata: _aside, from: _read, ...declared } = header;
  const { to: _to, cc: _cc, bcc: _bcc, ...said } = declared;
  return {
    channel: 'email',
    from,
    replyTo,
    ...recipients,
    subject,
    // A message of files alone has a text, too, which is empty.
    ...(plain === undefined && html !== undefined ? {} : { text: plain ?? '' }),
    ...(html === undefined ? {} : { html }),
    headers,
    attachments: parts.attachments,
    metadata: mergeEntries(mergeEntries(header.metadata, parts.metadata), unlisted),
    ...said,
  };
}

/**
 * One kind of line end in the header, CRLF or that of programs that store text. Mixed, one program sees the end of a field
 * or of the header where another sees none: that is how fields are smuggled. A bare CR ends no line (RFC 5321 2.3.8).
 */
function checkLineEnds(text: string, bodyStart: number): void {
  if (/\r(?!\n)/.test(text)) throw new MalformedMessageError('', 'has a bare CR');
  const header = text.slice(0, bodyStart);
  if (header.includes('\r\n') && /(?<!\r)\n/.test(header)) {
    throw new MalformedMessageError('', 'has line ends of two kinds in its header');
  }
}

/**
 * Those whom the header shows are shown where they get the message; who gets it and is not shown is a blind copy. Nobody
 * gets it twice. An address that gets nothing is not shown: it would be a person's, told to others.
 */
function recipientsOf(
  header: MessageHeader,
  envelope: readonly string[] | undefined,
): Pick<EmailMessage, 'to' | 'cc' | 'bcc'> & {
  readonly unlisted: Readonly<Record<string, string>>;
} {
  const keyOf = (address: string) => address.toLowerCase();
  const shown = [...header.to, ...header.cc, ...header.bcc];
  const wanted = envelope ?? shown.map(({ address }) => address);
  if (!wanted.every((address) => emailAddress.safeParse(address).success)) {
    throw new MalformedMessageError('recipients', 'has something that is not an email address');
  }
  const left = new Map(wanted.map((address) => [keyOf(address), address]));
  if (left.size === 0) throw new MalformedMessageError('To', 'names nobody');
  const take = (addresses: readonly Address[]) =>
    addresses.filter(({ address }) => left.delete(keyOf(address)));
  const get = new Set(left.keys());
  const to = take(header.to);
  const cc = take(header.cc);
  const bcc = [...take(header.bcc), ...[...left.values()].map((address) => ({ address }))];
  const names = shown.flatMap(({ address, name }) =>
    name === undefined || get.has(keyOf(address)) ? [] : [name],
  );
  return {
    ...{ to, cc, bcc },
    unlisted: names.length === 0 ? {} : { 'recipient name': names.join('\n') },
  };
}
