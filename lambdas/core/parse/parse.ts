import { FORMATS } from './formats.ts';
import { isUtf8Compatible, readMediaType } from './media-type.ts';
import { DEFAULT_PARSE_LIMITS, type ParseLimits, type ParseResult } from './parsed.ts';

/**
 * Reads a payload into segments that can be scanned and written back.
 *
 * Never throws on content: whatever cannot be read in full is `unreadable` with a static reason, and
 * never half read. `contentType` is the header's value, parameters included.
 */
export function parsePayload(
  bytes: Uint8Array,
  contentType: string,
  limits: ParseLimits = DEFAULT_PARSE_LIMITS,
): ParseResult {
  if (bytes.byteLength > limits.maxBytes) return { kind: 'unreadable', reason: 'too_large' };
  const { type, charset } = readMediaType(contentType);
  const format = FORMATS.find((candidate) => candidate.accepts(type));
  if (format === undefined) return { kind: 'unreadable', reason: 'unsupported_format' };
  if (!isUtf8Compatible(charset)) return { kind: 'unreadable', reason: 'invalid_encoding' };
  return format.parse(bytes, limits);
}
