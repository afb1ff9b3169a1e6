import { lettersOf, mayBeBefore } from './define-recogniser.ts';
import { unicode } from './unicode.ts';

/** What those answers begin with. */
const FIRST_LETTERS = lettersOf('fnostuy');

/** Answers that hold nothing: empty, yes, no, not applicable. Nothing in them identifies anybody. */
export function isBlankAnswer(text: string): boolean {
  if (text.length > 24 || !mayBeBefore(text, 0, FIRST_LETTERS)) return false;
  return unicode(
    '^[\\s\\p{P}\\p{S}]*(?:yes|no|y|n|true|false|none|null|nil|nan|undefined|n\\/?a|not applicable|unknown|unspecified|other|same|tbd|ok|okay|on|off|s[ií]|ninguno|ninguna)?[\\s\\p{P}\\p{S}]*$',
    'i',
  ).test(text);
}
