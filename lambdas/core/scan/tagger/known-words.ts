import { hashWord } from './fold.ts';
import { namesModel } from '../names-model.ts';
import { Flag, flagsOf as flagsIn, levelOf, lookUp } from './lexicon.ts';

/** What the lexicon says of a word, two bits each by `Flag`; 0 for one that is not in it. */
function flagsOf(word: string): number {
  return flagsIn(lookUp(namesModel().lexicon, hashWord(word)));
}

/** Whether a word is used as a plain word: in lower case it is most likely none of anybody's names. */
export function isOrdinaryWord(word: string): boolean {
  return levelOf(flagsOf(word), Flag.word) > 0;
}

/** Whether a word is a given name that many people have. */
export function isGivenName(word: string): boolean {
  return levelOf(flagsOf(word), Flag.first) >= 2;
}

/** Whether a word is one of the given names that most people have. */
export function isCommonGivenName(word: string): boolean {
  return levelOf(flagsOf(word), Flag.first) === 3;
}

/** Whether a word is a place that the lexicon knows. */
export function isKnownPlace(word: string): boolean {
  return levelOf(flagsOf(word), Flag.place) > 0;
}

/** Whether a word is used as a plain word and hardly ever as a name. */
export function isPlainWord(word: string): boolean {
  const flags = flagsOf(word);
  const name = Math.max(levelOf(flags, Flag.first), levelOf(flags, Flag.last));
  return levelOf(flags, Flag.word) > name;
}

/** Whether a word is in no name of anybody or any place that the lexicon knows. */
export function isUnnamed(word: string): boolean {
  const flags = flagsOf(word);
  return [Flag.first, Flag.last, Flag.place].every((what) => levelOf(flags, what) === 0);
}

/** Whether a word is used as a plain word and is no place that the lexicon knows. */
export function isNoPlace(word: string): boolean {
  const flags = flagsOf(word);
  return levelOf(flags, Flag.word) > 0 && levelOf(flags, Flag.place) === 0;
}

/** Whether a word is one of the most common surnames. */
export function isCommonSurname(word: string): boolean {
  return levelOf(flagsOf(word), Flag.last) === 3;
}

/** Whether a word is a surname that the lexicon knows. */
export function isKnownSurname(word: string): boolean {
  return levelOf(flagsOf(word), Flag.last) > 0;
}
