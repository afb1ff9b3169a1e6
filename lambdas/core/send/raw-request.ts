import { readMediaType } from '../parse/media-type.ts';
import { malformed } from './answers.ts';
import type { DialectParse, DialectRequest } from './dialect.ts';
import { readMimeMessage, type RawEnvelope } from './mime/read-mime-message.ts';
import type { EmailMessage } from './outbound-message.ts';
import { boundedMessages } from './read-request.ts';
import { RECIPIENTS_HEADER } from './recipients-header.ts';

/** Whether the body of a request is a message in MIME (RFC 2046 5.2.1, RFC 6532 3.7). */
export function isRawMessage({ headers }: DialectRequest): boolean {
  return /^message\/(?:rfc822|global)$/.test(readMediaType(headers['content-type'] ?? '').type);
}

/** Reads such a request: its recipients with commas, each percent-encoded where it is not plain. */
export function readRawBody({ headers, body }: DialectRequest): DialectParse {
  const given = headers[RECIPIENTS_HEADER];
  if (given === undefined) return readRawMessage(body, {}, '');
  const recipients = recipientsFrom(given);
  return recipients === undefined
    ? malformed({ field: RECIPIENTS_HEADER, message: 'is not percent-encoded as URLs are' })
    : readRawMessage(body, { recipients }, '');
}

function recipientsFrom(header: string): readonly string[] | undefined {
  try {
    return header.split(',').map((address) => decodeURIComponent(address.trim()));
  } catch {
    return undefined;
  }
}

/**
 * A message in MIME as the one message of a request, bounded as others are.
 *
 * @param field where in the request it stands; empty where it is the request
 * @param complete what the request says of it besides
 */
export function readRawMessage(
  raw: Uint8Array,
  envelope: RawEnvelope,
  field: string,
  complete: (message: EmailMessage) => EmailMessage = (message) => message,
): DialectParse {
  const read = readMimeMessage(raw, envelope, field);
  return read.kind === 'malformed' ? read : boundedMessages([complete(read.message)]);
}
