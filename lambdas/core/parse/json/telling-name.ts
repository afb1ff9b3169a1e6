import { fieldPhrase } from '../../scan/field-phrase.ts';
import { PERSON_KEY, rulesFor } from '../../scan/key-rules.ts';
import { ofKnownNames } from '../../scan/known-names.ts';
import { healthLabel } from '../../scan/recognisers/health-key.ts';

/** Longer names are sentences; they say of themselves what they are about. */
const MAX_LENGTH = 300;

/** Whether a field of this name says of its own accord that its value identifies somebody or is about health. */
export const tells = ofKnownNames(
  (name) =>
    name.length <= MAX_LENGTH &&
    (rulesFor(fieldPhrase(name)).length > 0 || healthLabel(name) !== undefined),
);

/** Names of what wraps a value: the old and the new one, its type in a database, its language, its text. */
const WRAPPER_NAME =
  /^(?:old|new|from|to|before|after|prev|previous|current|original|was|now|s|n|ss|ns|l|m|t|string|string value|integer value|double value|text|txt|cdata|raw|plain|formatted|normalized|display value|en|es|fr|de|ar|zh|ja|ko|pt|vi|ru|default)?$/;
const isWrapper = ofKnownNames((phrase) => WRAPPER_NAME.test(phrase));

/** Parts and attributes of a value, which have a meaning of their own. */
const PART =
  /^(?:id|ids|uuid|uid|guid|ref|type|kind|use|system|status|state|country|country code|code|codes|coding|region|source(?: .*)?|source id|format|created(?: .*)?|updated(?: .*)?|modified(?: .*)?|timestamp|time|verified(?: .*)?|primary|label|title|key|field|question|description|names?|display|full|first|last|middle|given|family|prefix|suffix|month|day|year|date|line|line ?\d|href|url|link|links|self|reason|error|message|currency|locale|lang|language|time ?zone|version|count|total|position|index|order)$/;

/**
 * What a member's value holds, from its own name and from what the object around it is about: a name
 * that says nothing (`old`, `S`, `en`, or any that is unknown) leaves it to the object's.
 */
export function inheritedHint(own: string, inherited: string | undefined): string {
  if (inherited === undefined) return own;
  const phrase = fieldPhrase(own);
  const around = fieldPhrase(inherited);
  const isAbout = tells(inherited);
  if (isWrapper(phrase) && (isAbout || (!tells(own) && PERSON_KEY.test(around)))) {
    return inherited;
  }
  if (!isAbout || tells(own) || PERSON_KEY.test(phrase)) return own;
  if (/^(?:name|full|display)$/.test(phrase) && /\bnames?$/.test(around)) return inherited;
  return PART.test(phrase) ? own : inherited;
}
