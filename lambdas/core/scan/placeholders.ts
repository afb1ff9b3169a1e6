import { IDENTIFIER_LABELS } from './labels.ts';

const NAMES = IDENTIFIER_LABELS.join('|');
const PLACEHOLDER = new RegExp(
  `(?<![A-Za-z0-9_])tok_(?:${NAMES.toLowerCase()})_[0-9a-hjkmnp-tv-z]{26}_\\d{1,6}(?![A-Za-z0-9_])|\\[(?:${NAMES})(?:_\\d{1,6})?\\]`,
  'g',
);

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A look for one sign costs less than one for a word whose first letter is everywhere. */
function mayHavePlaceholder(text: string): boolean {
  return text.includes('[') || (text.includes('_') && text.includes('tok_'));
}

/** Where identifiers have been replaced already: tokens, and masks such as `[NAME]`. */
export function placeholdersIn(text: string): readonly Stretch[] {
  if (!mayHavePlaceholder(text)) return [];
  return [...text.matchAll(PLACEHOLDER)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The text with a space, or what is given, for each placeholder: what is left to be recognized. */
export function withoutPlaceholders(text: string, instead = ' '): string {
  return mayHavePlaceholder(text) ? text.replace(PLACEHOLDER, instead) : text;
}
