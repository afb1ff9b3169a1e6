import type { Span } from './recogniser.ts';
import {
  isCommonGivenName,
  isGivenName,
  isKnownPlace,
  isOrdinaryWord,
} from './tagger/known-words.ts';
import { unicode } from './unicode.ts';

/** Fields whose name says what their value is for: `key-name` judges them by what stands around them. */
const JUDGED_BY_NAME =
  /^(?:.*[_\s.-])?(?:name|display|label|type|status|kind|category|code|unit|key|id|event|action|method|role|state|plan|product|title|mailbox|currency|locale|language|timezone|time_zone|color|size|version|platform|device|browser|source|channel|medium|campaign|tag|tags)s?$/i;

/** Fields for words of somebody's own, however few. */
const PROSE =
  /note|comment|message|text|body|description|reason|answer|reply|remark|subject|question|summary|details|content|request|feedback|instructions/i;
/** Four words at most. */
const FEW_WORDS = /^\s*(?:\S+(?:\s+\S+){0,3}\s*)?$/;

/** Whether a field holds a few words and no sentence: there is nothing around a name to tell it by. */
export function isBareField(text: string, hint: string | undefined): boolean {
  if (hint === undefined || text.length > 80 || /[.!?:;\n]\s/.test(text)) return false;
  if (PROSE.test(hint)) return false;
  return FEW_WORDS.test(text);
}

/** What somebody does or has, and what is for somebody: enough of a sentence to be one. */
const DOES =
  /^ (?:has|had|is|was|needs|called|calls|wants|wanted|says|said|asks|asked|came|missed|saw|died|takes|took|reports|denies|requests|requested|cancell?ed|rescheduled|confirmed|arrived|with)\b/;
const FOR = /\b(?:for|with|from|by|re:?) (?:(?:mr|mrs|ms|dr)\.? )?$/i;

/**
 * A name that is all that a field holds, of two words, with a given name first, and no field judges it by its own name;
 * or one of somebody of whom the few words say something.
 */
export function isFullName(text: string, { label, start, end }: Span, hint = ''): boolean {
  if (label !== 'NAME') return false;
  const does = DOES.test(text.slice(end, end + 16));
  if (does || FOR.test(text.slice(Math.max(0, start - 12), start))) {
    const names = text.slice(start, end).match(unicode("[\\p{L}']{2,}", 'g')) ?? [];
    const [only = ''] = names;
    if (names.length < 2) {
      const isSomebody = isCommonGivenName(only) && !isOrdinaryWord(only) && !isKnownPlace(only);
      return does && isSomebody && !JUDGED_BY_NAME.test(hint);
    }
    return names.some(isCommonGivenName);
  }
  if (JUDGED_BY_NAME.test(hint)) return false;
  if (unicode('[\\p{L}\\p{N}]').test(text.slice(0, start) + text.slice(end))) return false;
  const words = text.slice(start, end).match(unicode("[\\p{L}']+", 'g')) ?? [];
  return words.length >= 2 && isGivenName(words[0] ?? '');
}
