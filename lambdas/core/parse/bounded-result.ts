import { MalformedMimeError } from './mime/malformed-mime-error.ts';
import type { ParseResult } from './parsed.ts';
import { TooManySegmentsError } from './payload-builder.ts';
import { EmbeddedTooDeepError } from './text-place.ts';

/** Turns what is thrown while walking, bounds that are crossed among it, into its reasons. */
export function boundedResult(work: () => ParseResult): ParseResult {
  try {
    return work();
  } catch (error) {
    if (error instanceof TooManySegmentsError) {
      return { kind: 'unreadable', reason: 'too_many_segments' };
    }
    if (error instanceof EmbeddedTooDeepError) return { kind: 'unreadable', reason: 'too_deep' };
    if (error instanceof MalformedMimeError) return { kind: 'unreadable', reason: 'malformed' };
    throw error;
  }
}
