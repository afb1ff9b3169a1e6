import type { Segment, UnreadablePart } from '../scan/document.ts';
import type { MediaType } from './media-type.ts';
import type { Received } from './received.ts';

/** Replaces `start` to `end` of one segment's text; used to put tokens where identifiers were. */
export interface Replacement {
  readonly segment: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A file in a value of a payload, known by how it begins: a PDF, an Office document, a picture. */
export interface PayloadFile {
  readonly bytes: Uint8Array;
  /** One of the payload's unreadable parts, for everybody who does not look into the file. */
  readonly part: UnreadablePart;
}

/** A payload that was read: what to scan, and how to write it back. */
export interface ParsedPayload {
  readonly format: string;
  readonly segments: readonly Segment[];
  readonly unreadable: readonly UnreadablePart[];
  /** What somebody who reads documents may still read of what is unreadable. */
  readonly files: readonly PayloadFile[];
  /** The character set of its text; absent for UTF-8. */
  readonly charset?: string;
  /**
   * The payload with replacements applied: valid in its own format, and byte-identical
   * wherever nothing was replaced. Replacements of one segment must not overlap.
   */
  rewrite(replacements: readonly Replacement[]): Uint8Array;
  /**
   * Where `start` to `end` of one segment's text stand in the payload's own text (without a byte order
   * mark), in UTF-16 code units; `end` is exclusive. What an encoding hides is located as a whole.
   */
  locate(segment: number, start: number, end: number): readonly [number, number];
}

/** Why a payload could not be read. Static codes: they are recorded and shown. */
export type UnreadableReason =
  | 'encrypted'
  | 'encoded_content'
  | 'unsupported_format'
  | 'malformed'
  | 'invalid_encoding'
  | 'too_deep'
  | 'too_many_segments'
  | 'too_many_parts'
  | 'too_large'
  | 'expands_too_much';

export type ParseResult =
  | { readonly kind: 'parsed'; readonly payload: ParsedPayload }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason };

/** Bounds on hostile input. Crossing one makes the payload unreadable, which policy quarantines. */
export interface ParseLimits {
  /** Bytes. */
  readonly maxBytes: number;
  /** Nesting levels. */
  readonly maxDepth: number;
  readonly maxSegments: number;
}

export const DEFAULT_PARSE_LIMITS: ParseLimits = {
  maxBytes: 8 * 1024 * 1024,
  maxDepth: 64,
  maxSegments: 50_000,
};

/**
 * How one body is read: the bounds, what its sender says that it is, and who reads what stands in it. A container
 * hands its parts to `readInner`, so that no format imports the others.
 */
export interface ParseScope extends ParseLimits {
  readonly mediaType: MediaType;
  /** Whether the bytes were brought to UTF-8 from another character set: what the body says of its own no longer holds. */
  readonly isDecoded: boolean;
  /** Reads a part, one level deeper. `contentType` is a header's value; empty for a part that does not say. */
  readonly readInner: (bytes: Uint8Array, contentType: string) => ParseResult;
  /** Counts a part of a container against all that one payload may have. False when there is one too many. */
  readonly countPart: () => boolean;
}

/** One format. A new format is a new file and one line in `parse/formats.ts`. */
export interface Format {
  readonly name: string;
  /** Whether this format reads the media type: lower case, without parameters. */
  accepts(mediaType: string): boolean;
  parse(received: Received, scope: ParseScope): ParseResult;
  /** Whether its text may come in other character sets than UTF-8. */
  readonly hasCharsets?: true;
}
