import type { Segment } from './document.ts';
import { viewOf, type View } from './normalize.ts';
import type { Recogniser, Span } from './recogniser.ts';

const NONE: readonly Span[] = [];

/**
 * A recogniser that works on the normalized view of a segment; its spans are led back to the text as
 * it was received. Ordinary field names are passed over.
 *
 * @param needs bits of `Trait` without which nothing can be found
 */
export function defineRecogniser(
  name: string,
  needs: number,
  find: (view: View, segment: Segment) => readonly Span[],
): Recogniser {
  return {
    name,
    recognise(segment) {
      const view = viewOf(segment);
      if ((view.traits & needs) !== needs || view.isFieldName) return NONE;
      const spans = find(view, segment);
      if (spans.length === 0 || view.text === segment.text) return spans;
      return spans.map((span) => {
        const [start, end] = view.toReceived(span.start, span.end);
        return { ...span, start, end };
      });
    },
  };
}

/** All matches of a global expression. Bounded quantifiers only: each attempt must be cheap. */
export function matches(expression: RegExp, text: string): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    found.push(match);
    if (match[0] === '') expression.lastIndex += 1;
  }
  return found;
}

/** The `length` characters before `at`, for looking at what introduces a match. */
export function before(text: string, at: number, length = 32): string {
  return text.slice(Math.max(0, at - length), at);
}

/** The `length` characters from `at` on. */
export function after(text: string, at: number, length = 16): string {
  return text.slice(at, at + length);
}
