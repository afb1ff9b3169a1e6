import type { ExtractReason } from '../../../core/extract/content.ts';
import type { RecognizedWord } from './ocr.ts';

/** Percent; words below are guesses. Print that a person reads at a glance comes at 80 to 97. */
const GUESSED_BELOW = 60;
/** Share of letters that may be guessed. */
const MOST_GUESSED = 0.2;

/**
 * Whether what was recognized can be relied on. A picture in which no word is found is not clean either: it
 * may show handwriting, or a face, which is an identifier itself (45 CFR 164.514(b)(2)(i)(Q)).
 */
export function judge({
  text,
  words,
}: {
  readonly text: string;
  readonly words: readonly RecognizedWord[];
}): {
  readonly text: string;
  readonly reason?: ExtractReason;
} {
  let [sure, guessed] = [0, 0];
  for (const { text: word, confidence } of words) {
    const letters = word.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
    if (confidence < GUESSED_BELOW) guessed += letters;
    else sure += letters;
  }
  if (sure + guessed === 0) return { text, reason: 'no_text_recognized' };
  if (guessed > (sure + guessed) * MOST_GUESSED) return { text, reason: 'low_confidence' };
  return { text };
}
