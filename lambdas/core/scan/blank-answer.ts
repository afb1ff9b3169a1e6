import { unicode } from './unicode.ts';

/** Answers that hold nothing: empty, yes, no, not applicable. Nothing in them identifies anybody. */
export function isBlankAnswer(text: string): boolean {
  if (text.length > 24) return false;
  return unicode(
    '^[\\s\\p{P}\\p{S}]*(?:yes|no|y|n|true|false|none|null|nil|nan|undefined|n\\/?a|not applicable|unknown|unspecified|other|same|tbd|ok|okay|on|off|s[ií]|ninguno|ninguna)?[\\s\\p{P}\\p{S}]*$',
    'i',
  ).test(text);
}
