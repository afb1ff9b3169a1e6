import { FORMATS } from './formats.ts';
import { parseByContent } from './formats/by-content.ts';
import { isUtf8Compatible, readMediaType } from './media-type.ts';
import { DEFAULT_PARSE_LIMITS, type ParseLimits, type ParseResult } from './parsed.ts';

/**
 * Reads a payload into segments that can be scanned and written back.
 *
 * Never throws on content: whatever cannot be read in full is `unreadable` with a static reason, and
 * never half read. `contentType` is the header's value, parameters included; where there is none, a payload that
 * evidently is JSON or a message of a standard is read as such.
 */
export function parsePayload(
  bytes: Uint8Array,
  contentType: string,
  limits: ParseLimits = DEFAULT_PARSE_LIMITS,
): ParseResult {
  if (bytes.byteLength > limits.maxBytes) return { kind: 'unreadable', reason: 'too_large' };
  const unsupported = { kind: 'unreadable', reason: 'unsupported_format' } as const;
  if (contentType.trim() === '') return withoutNul(parseByContent(bytes, limits) ?? unsupported);
  const { type, charset } = readMediaType(contentType);
  const format = FORMATS.find((candidate) => candidate.accepts(type));
  if (format === undefined) return unsupported;
  if (!isUtf8Compatible(charset)) return { kind: 'unreadable', reason: 'invalid_encoding' };
  return withoutNul(format.parse(bytes, limits));
}

/**
 * Text has no NUL: UTF-16 read as UTF-8 has one between every two letters, where no recogniser sees the word. One
 * that came as an escape (`\u0000`, `%00`) hides a word as one among the bytes does.
 */
function withoutNul(result: ParseResult): ParseResult {
  return result.kind === 'parsed' && result.payload.segments.some(({ text }) => text.includes('\0'))
    ? { kind: 'unreadable', reason: 'invalid_encoding' }
    : result;
}
