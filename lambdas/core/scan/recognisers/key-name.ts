import { isBlankAnswer } from '../blank-answer.ts';
import { fieldPhrase } from '../field-phrase.ts';
import type { Finding } from '../finding.ts';
import { outrightValue, rulesFor, THING_KEY, type KeyRule } from '../key-rules.ts';
import {
  nameByContext,
  parentOf,
  readFields,
  type Fields,
  type Named,
  type Place,
} from '../name-by-context.ts';
import { viewsOf } from '../normalize.ts';
import { withoutPlaceholders } from '../placeholders.ts';
import type { DocumentRecogniser } from '../recogniser.ts';

const NAME = 'key-name';

/** Longer values are prose; what is in them is found by its own form. */
const MAX_VALUE_LENGTH = 300;

/**
 * Values that their field's name identifies: `first_name`, `dob`, "What is your member id?". A bare
 * `name` counts where the value reads like a person's name or what stands beside it belongs to a person.
 */
export const keyName: DocumentRecogniser = {
  name: NAME,
  recognise(segments) {
    let fields: Fields | undefined;
    const allFields = (): Fields => (fields ??= readFields(segments));
    const findings: Finding[] = [];
    const views = viewsOf(segments);
    segments.forEach((segment, index) => {
      const { hint, text, path } = segment;
      if (hint === undefined || segment.role === 'key') return;
      const value = withoutPlaceholders(views[index]?.text ?? text).trim();
      if (isBlankAnswer(value)) return;
      const phrase = fieldPhrase(hint);
      const place = { segment, phrase, value, fields: allFields };
      const named = nameByRule(rulesFor(phrase), place) ?? nameByContext(place);
      if (named === undefined) return;
      const start = text.search(/\S/);
      const end = text.trimEnd().length;
      const { label, score } = named;
      findings.push({ label, recogniser: NAME, segment: index, path, start, end, score });
    });
    return findings;
  },
};

/** What the field's own name says. */
function nameByRule(rules: readonly KeyRule[], place: Place): Named | undefined {
  if (rules.length === 0) return undefined;
  const { segment, phrase, value } = place;
  const isShort =
    value.length <= MAX_VALUE_LENGTH ||
    /photo|image|avatar|data|finger|bio|face/i.test((segment.hint ?? '') + segment.path);
  return rules.find((rule) => {
    if (isShort && rule.value.test(value)) return true;
    // A repository has a "full name" too.
    if (phrase === 'full name' && THING_KEY.test(parentOf(place))) return false;
    return outrightValue(rule, phrase)?.test(value) === true;
  });
}
