import { isBlankAnswer } from '../blank-answer.ts';
import type { Segment } from '../document.ts';
import { fieldPhrase } from '../field-phrase.ts';
import type { Finding } from '../finding.ts';
import { KEY_RULES, PERSON_KEY, PERSON_SIBLING, THING_KEY, type KeyRule } from '../key-rules.ts';
import type { IdentifierLabel } from '../labels.ts';
import { looksLikePersonName } from '../names.ts';
import { viewOf } from '../normalize.ts';
import { withoutPlaceholders } from '../placeholders.ts';
import type { DocumentRecogniser } from '../recogniser.ts';

const NAME = 'key-name';
/** Longer values are prose; what is in them is found by its own form. */
const MAX_VALUE_LENGTH = 300;

interface Fields {
  /** Phrases of the members beside each other, by the path of what holds them. */
  readonly siblings: ReadonlyMap<string, ReadonlySet<string>>;
  /** Values of `resourceType` and `type`, by the path of what holds them. */
  readonly kinds: ReadonlyMap<string, string>;
}

interface Named {
  readonly label: IdentifierLabel;
  readonly score: number;
}

/**
 * Values that their field's name identifies: `first_name`, `dob`, "What is your member id?". A bare
 * `name` counts where the value reads like a person's name or what stands beside it belongs to a person.
 */
export const keyName: DocumentRecogniser = {
  name: NAME,
  recognise(segments) {
    const phrases = new Map<string, string>();
    const phraseOf = (text: string): string => {
      const known = phrases.get(text);
      if (known !== undefined) return known;
      const phrase = fieldPhrase(text);
      phrases.set(text, phrase);
      return phrase;
    };
    const ruleOf = new Map<string, readonly KeyRule[]>();
    const rulesFor = (phrase: string): readonly KeyRule[] => {
      const known = ruleOf.get(phrase);
      if (known !== undefined) return known;
      const rules = KEY_RULES.filter(
        (rule) => rule.name.test(phrase) && rule.unless?.test(phrase) !== true,
      );
      ruleOf.set(phrase, rules);
      return rules;
    };
    let fields: Fields | undefined;
    const findings: Finding[] = [];
    segments.forEach((segment, index) => {
      const { hint, text } = segment;
      if (hint === undefined || segment.role === 'key') return;
      if (
        text.length > MAX_VALUE_LENGTH &&
        !/photo|image|avatar|data|finger|bio|face/i.test(hint + segment.path)
      )
        return;
      const value = withoutPlaceholders(viewOf(segment).text).trim();
      if (isBlankAnswer(value)) return;
      const phrase = phraseOf(hint);
      const byRule = rulesFor(phrase).find((rule) => rule.value.test(value));
      const named =
        byRule ??
        nameByContext(
          segment,
          phrase,
          value,
          () => (fields ??= readFields(segments, phraseOf)),
          phraseOf,
        );
      if (named === undefined) return;
      const start = text.search(/\S/);
      const end = text.trimEnd().length;
      const { label, score } = named;
      findings.push({
        label,
        recogniser: NAME,
        segment: index,
        path: segment.path,
        start,
        end,
        score,
      });
    });
    return findings;
  },
};

/** Fields whose own name says too little: what holds them, or stands beside them, decides. */
function nameByContext(
  segment: Segment,
  phrase: string,
  value: string,
  fields: () => Fields,
  phraseOf: (text: string) => string,
): Named | undefined {
  const parents = segment.path
    .split('/')
    .slice(0, -1)
    .filter((part) => !/^\d+$/.test(part));
  const parent = phraseOf(parents.at(-1)?.replace(/^form:/, '') ?? '');
  const holder = segment.path.slice(0, segment.path.lastIndexOf('/'));

  if (/^(?:first|last|middle|given|family|full|prefix|suffix)$/.test(phrase)) {
    const isName = parent.includes('name') || PERSON_KEY.test(parent);
    const paired = fields().siblings.get(holder);
    if (/phone|mobile|tel/.test(parent))
      return /(?:\d\D{0,3}){7}/.test(value) ? { label: 'PHONE', score: 0.9 } : undefined;
    if (!/\p{L}/u.test(value) || value.length > 60) return undefined;
    if (phrase === 'given' || phrase === 'family') return { label: 'NAME', score: 0.9 };
    return isName || (paired?.has('first') === true && paired.has('last'))
      ? { label: 'NAME', score: 0.9 }
      : undefined;
  }
  if (/^(?:month|day|year|date)$/.test(phrase) && /date|dob|birth|birthday/.test(parent)) {
    return /^\d{1,4}$|^[A-Za-z]{3,9}$/.test(value) ? { label: 'DATE', score: 0.85 } : undefined;
  }
  if (/^(?:line|line ?[12]|text)$/.test(phrase) && /address|addr/.test(parent)) {
    return /\p{L}/u.test(value) && value.length <= 120 ? { label: 'GEO', score: 0.88 } : undefined;
  }
  if (/^(?:line ?[12])$/.test(phrase))
    return /\d/.test(value) && /\p{L}/u.test(value) ? { label: 'GEO', score: 0.8 } : undefined;
  if (phrase === 'data' && /photo|avatar|face/.test(parent)) return { label: 'PHOTO', score: 0.85 };
  if (/^(?:id|uuid|guid|value|uid)$/.test(phrase)) return opaqueId(phrase, parent, value);
  if (phrase === 'user' || phrase === 'patient' || phrase === 'reference') {
    if (/^(?=.*\d)[A-Za-z0-9_-]{6,64}$/.test(value)) return { label: 'OTHER_ID', score: 0.45 };
  }
  if (phrase === 'name' || phrase === 'display' || phrase === 'names') {
    return bareName(phrase, parent, holder, value, fields());
  }
  // The field names a person outright: `patient`, `wearer`, `canceled_by`, `provider`.
  if (PERSON_KEY.test(phrase) && !THING_KEY.test(phrase) && phrase !== 'payload') {
    return looksLikePersonName(value, 1) ? { label: 'NAME', score: 0.8 } : undefined;
  }
  return undefined;
}

function opaqueId(phrase: string, parent: string, value: string): Named | undefined {
  if (phrase === 'value' && parent === 'identifier') {
    return /\d/.test(value) && value.length <= 64 ? { label: 'OTHER_ID', score: 0.6 } : undefined;
  }
  if (phrase === 'value' || !PERSON_KEY.test(parent) || parent === 'payload') return undefined;
  return /^(?=.*\d)[A-Za-z0-9_-]{6,64}$/.test(value)
    ? { label: 'OTHER_ID', score: 0.45 }
    : undefined;
}

function bareName(
  phrase: string,
  parent: string,
  holder: string,
  value: string,
  { siblings, kinds }: Fields,
): Named | undefined {
  const kind = kinds.get(holder);
  if (
    kind !== undefined &&
    /^(?:organi[sz]ation|company|location|device|medication|product|bundle|account|team|group)$/i.test(
      kind,
    )
  ) {
    return undefined;
  }
  const beside = siblings.get(holder);
  // In a pair (`{name, value}`) the name is a label, unless it is plainly somebody's.
  const isLabel = beside?.has('value') === true;
  const personal = [...(beside ?? [])].some((sibling) => PERSON_SIBLING.test(sibling));
  if (THING_KEY.test(parent) && !personal) return undefined;
  if (phrase === 'display') {
    return /subject|patient|performer|practitioner|author|recorder|asserter|individual|participant/.test(
      parent,
    ) && looksLikePersonName(value, 1)
      ? { label: 'NAME', score: 0.8 }
      : undefined;
  }
  const inPerson = personal || PERSON_KEY.test(parent);
  if (inPerson && !isLabel) {
    const lower = /^\p{Ll}+(?:\s\p{Ll}+){0,2}$/u.test(value);
    if (looksLikePersonName(value, 1) || (personal && lower)) return { label: 'NAME', score: 0.85 };
  }
  return looksLikePersonName(value, 2) ? { label: 'NAME', score: 0.65 } : undefined;
}

function readFields(segments: readonly Segment[], phraseOf: (text: string) => string): Fields {
  const siblings = new Map<string, Set<string>>();
  const kinds = new Map<string, string>();
  for (const { path, role, text, hint } of segments) {
    const holder = path.slice(0, path.lastIndexOf('/'));
    if (role === 'key') {
      const set = siblings.get(holder) ?? new Set<string>();
      set.add(phraseOf(text));
      siblings.set(holder, set);
    } else if ((hint === 'resourceType' || hint === 'type') && text.length < 40) {
      kinds.set(holder, text);
    }
  }
  return { siblings, kinds };
}
