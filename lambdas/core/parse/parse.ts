import { parseTranscoded } from './transcoded.ts';
import { encodingOf } from './text-encoding.ts';
import { CONTAINER_LIMITS } from './container-limits.ts';
import { FORMATS } from './formats.ts';
import { parseByContent, parseBySignature } from './formats/by-content.ts';
import { parsePacked } from './gzip/parse-packed.ts';
import { mayBePacked, unpack } from './gzip/unpack.ts';
import { enclosedReason } from './mime/enclosed.ts';
import { readMediaType } from './media-type.ts';
import {
  DEFAULT_PARSE_LIMITS,
  type ParseLimits,
  type ParseResult,
  type ParseScope,
} from './parsed.ts';
import { Received } from './received.ts';

/** Formats that read whatever they are given. */
const LENIENT: ReadonlySet<string> = new Set(['html', 'csv', 'mail']);
/** What says nothing of its content. */
const ANY_BYTES = /^(?:application\/octet-stream|binary\/octet-stream)?$/;

/**
 * Reads a payload into segments that can be scanned and written back.
 *
 * Never throws on content: whatever cannot be read in full is `unreadable` with a static reason, and
 * never half read. `contentType` is the header's value, parameters included; where there is none, a payload that
 * evidently is JSON or a message of a standard is read as such. Compressed bodies are expanded.
 *
 * @param content bytes, or a text that would be sent in UTF-8
 */
export function parsePayload(
  content: Uint8Array | string,
  contentType: string,
  limits: ParseLimits = DEFAULT_PARSE_LIMITS,
): ParseResult {
  const { maxBytes, maxDepth, maxSegments } = limits;
  return read(Received.of(content), contentType, { maxBytes, maxDepth, maxSegments }, 0, {
    parts: CONTAINER_LIMITS.maxParts,
    bytes: maxBytes * CONTAINER_LIMITS.maxExpansion,
  });
}

/** What is left of the bounds that hold for a payload as a whole. */
interface Budget {
  parts: number;
  bytes: number;
}

function read(
  received: Received,
  contentType: string,
  limits: ParseLimits,
  level: number,
  budget: Budget,
): ParseResult {
  const unreadable = (
    reason: Extract<ParseResult, { kind: 'unreadable' }>['reason'],
  ): ParseResult => ({ kind: 'unreadable', reason });
  const { byteLength } = received;
  if (byteLength > limits.maxBytes) return unreadable('too_large');
  if (level > CONTAINER_LIMITS.maxNesting) return unreadable('too_deep');
  budget.bytes -= byteLength;
  if (budget.bytes < 0) return unreadable('expands_too_much');
  const mediaType = readMediaType(contentType);
  const { maxBytes, maxDepth, maxSegments } = limits;
  // Written out: a spread among other members gives every object a class of its own.
  const scope: ParseScope = {
    maxBytes,
    maxDepth,
    maxSegments,
    mediaType,
    isDecoded: false,
    readInner: (inner, type) => read(Received.of(inner), type, limits, level + 1, budget),
    countPart: () => {
      budget.parts -= 1;
      return budget.parts >= 0;
    },
  };
  const unpacked = mayBePacked(received) ? unpack(received.bytes, maxBytes) : undefined;
  if (unpacked?.kind === 'refused') return unreadable(unpacked.reason);
  if (unpacked !== undefined) return parsePacked(received, unpacked, scope, contentType);

  const { type, charset } = mediaType;
  const enclosed = enclosedReason(type, contentType);
  if (enclosed !== undefined) return unreadable(enclosed);
  const format = FORMATS.find((candidate) => candidate.accepts(type));
  if (format === undefined) {
    // A header that makes no sense is not one that is missing.
    const isAny = contentType.trim() === '' || (type !== '' && ANY_BYTES.test(type));
    return withoutNul(
      (isAny ? parseByContent(received, scope) : undefined) ?? unreadable('unsupported_format'),
    );
  }
  const encoding = encodingOf(received, charset, format);
  if (encoding === 'unknown') return unreadable('invalid_encoding');
  const parse = (utf8: Received, own: ParseScope): ParseResult =>
    (LENIENT.has(format.name) ? parseBySignature(utf8, own) : undefined) ?? format.parse(utf8, own);
  return withoutNul(
    encoding === 'utf8'
      ? parse(received, scope)
      : parseTranscoded(received, encoding, (utf8) => parse(utf8, { ...scope, isDecoded: true })),
  );
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
