import type { Charset } from './charset/charset.ts';
import type { ParsedPayload, ParseResult } from './parsed.ts';
import { Received } from './received.ts';

/** No text has these; what is compressed or encrypted does, and spells something in any character set of one byte. */
const CONTROL = /[\0-\x08\x0e-\x19]/;

/**
 * Reads a text in another character set: `parse` gets it in UTF-8, and what it writes is brought back. Other
 * characters keep their bytes.
 */
export function parseTranscoded(
  { bytes }: Received,
  charset: Charset,
  parse: (utf8: Received) => ParseResult,
): ParseResult {
  const text = charset.decode(bytes);
  if (text === undefined || CONTROL.test(text))
    return { kind: 'unreadable', reason: 'invalid_encoding' };
  const result = parse(Received.of(text));
  return result.kind === 'unreadable'
    ? result
    : { kind: 'parsed', payload: transcoded(result.payload, bytes, charset) };
}

function transcoded(payload: ParsedPayload, bytes: Uint8Array, charset: Charset): ParsedPayload {
  return {
    ...payload,
    charset: charset.name,
    rewrite: (replacements) =>
      replacements.length === 0
        ? bytes
        : charset.encode(
            new TextDecoder('utf-8', { ignoreBOM: true }).decode(payload.rewrite(replacements)),
          ),
    locate: (segment, start, end) => payload.locate(segment, start, end),
  };
}
