import { fieldPhrase } from '../field-phrase.ts';
import type { Finding } from '../finding.ts';
import { PEOPLE_KEY, rulesFor } from '../key-rules.ts';
import { Trait, unchanged, viewsOf, type View } from '../normalize.ts';
import { readPersonValue } from '../person-value.ts';
import type { DocumentRecogniser } from '../recogniser.ts';
import { unicode } from '../unicode.ts';

const NAME = 'person-key';
const MAX_KEY_LENGTH = 80;

/**
 * Whether a text has nothing but ASCII without capitals: no name is read for certain in that. What is changed in its
 * view may be anything.
 */
const isSmall = (view: View | undefined): boolean =>
  view?.toReceived === unchanged && (view.traits & (Trait.upper | Trait.suspect)) === 0;

/**
 * Names that are used as keys: `{"patients": {"Mara_Lindqvist": {...}}}`. In a collection of people a key in the
 * form of a name is one; elsewhere only where it holds an object, and then weakly.
 */
export const personKey: DocumentRecogniser = {
  name: NAME,
  recognise(segments) {
    const findings: Finding[] = [];
    const views = viewsOf(segments);
    segments.forEach(({ role, text, path }, index) => {
      if (role !== 'key' || text.length > MAX_KEY_LENGTH || isSmall(views[index])) return;
      if (!unicode('\\p{L}[_\\s.,-]{1,3}\\p{L}').test(text)) return;
      const reading = readPersonValue(text.replace(/[_.-]+/g, ' ').trim());
      if (reading !== 'plain' && reading !== 'likely') return;
      if (rulesFor(fieldPhrase(text)).length > 0) return;
      const inPeople = PEOPLE_KEY.test(fieldPhrase(path.split('/').at(-2) ?? ''));
      // What a key holds follows it.
      const holds = segments[index + 1]?.path.startsWith(`${path}/`) === true;
      if (!inPeople && !holds) return;
      const score = inPeople ? 0.8 : 0.45;
      const end = text.length;
      findings.push({
        label: 'NAME',
        recogniser: NAME,
        segment: index,
        path,
        start: 0,
        end,
        score,
      });
    });
    return findings;
  },
};
