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

/** Where identifiers have been replaced already: tokens, and masks such as `[NAME]`. */
export function placeholdersIn(text: string): readonly Stretch[] {
  if (!text.includes('tok_') && !text.includes('[')) return [];
  return [...text.matchAll(PLACEHOLDER)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The text with a space, or what is given, for each placeholder: what is left to be recognized. */
export function withoutPlaceholders(text: string, instead = ' '): string {
  return text.includes('tok_') || text.includes('[') ? text.replace(PLACEHOLDER, instead) : text;
}
