import { addText } from '../add-text.ts';
import { addHl7 } from '../hl7v2/add-hl7.ts';
import type { Format, ParseScope, ParseResult } from '../parsed.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import type { Received } from '../received.ts';
import { boundedResult } from '../bounded-result.ts';

/** HL7 v2 messages, batches and files in the pipe notation ("ER7"; HL7 v2.8.2, chapter 2). */
export const hl7v2: Format = {
  name: 'hl7v2',
  hasCharsets: true,
  accepts: (type) =>
    type === 'x-application/hl7-v2+er7' ||
    type === 'application/hl7-v2' ||
    type === 'application/hl7-v2+er7' ||
    type === 'text/hl7',
  parse: parseHl7,
};

export function parseHl7(received: Received, limits: ParseScope): ParseResult {
  const { decoded } = received;
  // An escape sequence of ISO 2022 (MSH-18) writes other letters with bytes of ASCII.
  if (decoded === undefined || decoded.text.includes('\u001b')) {
    return { kind: 'unreadable', reason: 'invalid_encoding' };
  }
  const { text, mark } = decoded;
  const builder = new PayloadBuilder('hl7v2', received, text, mark, limits);
  return boundedResult(() => {
    const place = { builder, limits, source: builder.root, path: '', embedding: 0, depth: 0 };
    return addHl7(place, addText)
      ? { kind: 'parsed', payload: builder.build() }
      : { kind: 'unreadable', reason: 'malformed' };
  });
}
