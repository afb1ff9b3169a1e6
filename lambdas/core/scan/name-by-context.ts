import type { Segment } from './document.ts';
import { fieldPhrase } from './field-phrase.ts';
import { PATIENT_KEY, PERSON_KEY, PERSON_SIBLING, THING_KEY } from './key-rules.ts';
import { ofKnownNames } from './known-names.ts';
import type { IdentifierLabel } from './labels.ts';
import { looksLikePersonName } from './names.ts';
import { readPersonValue } from './person-value.ts';
import { unicode } from './unicode.ts';

/** What is known of the fields of a document, for judging one by what stands around it. */
export interface Fields {
  /** Phrases of the members beside each other, by the path of what holds them. */
  readonly siblings: ReadonlyMap<string, ReadonlySet<string>>;
  /** Values of `resourceType` and `type`, by the path of what holds them. */
  readonly kinds: ReadonlyMap<string, string>;
}

export interface Named {
  readonly label: IdentifierLabel;
  readonly score: number;
}

/** One value with the phrase of its field's name and what stands around it. */
export interface Place {
  readonly segment: Segment;
  readonly phrase: string;
  /** The value in plain characters, trimmed. */
  readonly value: string;
  readonly fields: () => Fields;
}

/** Of the fields of a form, in paths. */
const FORM = 'form:';

/** The phrase of the nearest field around this one that has a name; places in lists have none. */
export function parentOf({ segment }: Place): string {
  const { path } = segment;
  for (let end = path.lastIndexOf('/'); end >= 0;) {
    const slash = path.lastIndexOf('/', end - 1);
    const from = end === 0 ? 0 : slash + 1;
    const part = path.slice(from, end);
    if (!/^\d+$/.test(part))
      return fieldPhrase(part.startsWith(FORM) ? part.slice(FORM.length) : part);
    end = from - 1;
  }
  return fieldPhrase('');
}

/** Longer values are prose; what is in them is found by its own form. */
const MAX_VALUE_LENGTH = 300;
/** Weak: removed with the others, and counted where the document is about care. */
const WEAK = 0.45;

const phrases = (list: string): ReadonlySet<string> => new Set(list.split('|'));

const PARTS_OF_PHONES = phrases(
  'area|area code|prefix|exchange|line|line number|number|subscriber|suffix|full|ext|extension',
);
const PARTS_OF_DAYS = phrases('month|day|year|date|y|m|d|yyyy|mm|dd');
const NUMBERED_LINES = phrases('line 1|line 2|line1|line2');
const LINES: ReadonlySet<string> = new Set(['line', 'text', ...NUMBERED_LINES]);
const PARTS_OF_NAMES = phrases('first|last|middle|given|family|full|prefix|suffix');
const OPAQUE = phrases('id|uuid|guid|value|uid');
const BARE_NAMES = phrases(
  'name|names|display name|display names|real name|real names|screen name|screen names|profile name|profile names|display',
);
/** All of which the own name says too little. Most fields are none of them. */
const SAYS_LITTLE: ReadonlySet<string> = new Set([
  ...PARTS_OF_PHONES,
  ...PARTS_OF_DAYS,
  ...LINES,
  ...PARTS_OF_NAMES,
  ...OPAQUE,
  ...BARE_NAMES,
  ...['data', 'reference', 'full url', 'user', 'patient'],
]);

/** Fields whose own name says too little: what holds them, or stands beside them, decides. */
export function nameByContext(place: Place): Named | undefined {
  const { phrase, value } = place;
  if (value.length > MAX_VALUE_LENGTH) return undefined;
  if (SAYS_LITTLE.has(phrase)) {
    const named = nameOfLittle(place);
    if (named !== 'nothing told') return named;
  }
  return isPersons(phrase) ? personValue(phrase, value) : undefined;
}

/** Whether the field names a person outright: `patient`, `wearer`, `canceled_by`, `provider`. */
const isPersons = ofKnownNames(
  (phrase) => PERSON_KEY.test(phrase) && !THING_KEY.test(phrase) && phrase !== 'payload',
);

/** @returns undefined where it is known to be none, whatever else its name says */
function nameOfLittle(place: Place): Named | 'nothing told' | undefined {
  const { segment, phrase, value, fields } = place;
  const parent = parentOf(place);
  const holder = segment.path.slice(0, segment.path.lastIndexOf('/'));
  const part = partOf(phrase, parent, value);
  if (part !== undefined) return part;

  if (PARTS_OF_NAMES.has(phrase)) {
    const isName = parent.includes('name') || PERSON_KEY.test(parent);
    const paired = fields().siblings.get(holder);
    if (/phone|mobile|tel/.test(parent)) return undefined;
    if (!unicode('\\p{L}').test(value) || value.length > 60) return undefined;
    if (phrase === 'given' || phrase === 'family') return { label: 'NAME', score: 0.9 };
    return isName || (paired?.has('first') === true && paired.has('last'))
      ? { label: 'NAME', score: 0.9 }
      : undefined;
  }
  if (OPAQUE.has(phrase)) {
    return opaqueId(phrase, parent, value, fields().kinds.get(holder));
  }
  if (phrase === 'reference' || phrase === 'full url') {
    const isPersons = refersToPerson(place, parent, holder);
    if (isPersons && value.length <= 200) return { label: 'OTHER_ID', score: 0.85 };
  }
  if (phrase === 'user' || phrase === 'patient' || phrase === 'reference') {
    if (/^(?=.*\d)[A-Za-z0-9_-]{6,64}$/.test(value)) {
      return { label: 'OTHER_ID', score: phrase === 'patient' ? 0.85 : WEAK };
    }
  }
  if (BARE_NAMES.has(phrase)) {
    return bareName(phrase, parent, holder, value, fields());
  }
  return 'nothing told';
}

/** FHIR R4 resources that stand for one person. */
const PERSON_KIND = /^(?:Patient|Person|RelatedPerson)$/;
/** FHIR R4 section 2.3.0.3: a relative or absolute reference to somebody. */
const PERSON_REFERENCE =
  /(?:^|\/)(?:Patient|Person|RelatedPerson|Practitioner|PractitionerRole)\/[A-Za-z0-9.-]{1,64}(?:$|\/)/;

function refersToPerson({ phrase, value, fields }: Place, parent: string, holder: string): boolean {
  if (PERSON_REFERENCE.test(value)) return true;
  if (phrase === 'full url')
    return PERSON_KIND.test(fields().kinds.get(`${holder}/resource`) ?? '');
  return /^(?:subject|patient|individual|beneficiary)$/.test(parent) && /\d/.test(value);
}

/** Parts of one value in fields of their own: `phone.area`, `dob.month`, `address.line1`. */
function partOf(phrase: string, parent: string, value: string): Named | undefined {
  if (/\b(?:phone|mobile|tel|telephone)\b/.test(parent)) {
    const isPart = PARTS_OF_PHONES.has(phrase) && /\d{2}/.test(value);
    return isPart ? { label: 'PHONE', score: 0.9 } : undefined;
  }
  if (PARTS_OF_DAYS.has(phrase) && /date|dob|birth/.test(parent)) {
    return /^\d{1,4}$|^[A-Za-z]{3,9}$/.test(value) ? { label: 'DATE', score: 0.85 } : undefined;
  }
  if (LINES.has(phrase) && /address|addr/.test(parent)) {
    return unicode('\\p{L}').test(value) && value.length <= 120
      ? { label: 'GEO', score: 0.88 }
      : undefined;
  }
  if (NUMBERED_LINES.has(phrase)) {
    return /\d/.test(value) && unicode('\\p{L}').test(value)
      ? { label: 'GEO', score: 0.8 }
      : undefined;
  }
  if (phrase === 'data' && /photo|avatar|face/.test(parent)) return { label: 'PHOTO', score: 0.85 };
  return undefined;
}

function opaqueId(
  phrase: string,
  parent: string,
  value: string,
  kind: string | undefined,
): Named | undefined {
  if (phrase === 'value' && parent === 'identifier') {
    return /\d/.test(value) && value.length <= 64 ? { label: 'OTHER_ID', score: 0.6 } : undefined;
  }
  if (phrase === 'value' || !/^(?=.*\d)[A-Za-z0-9_.-]{1,64}$/.test(value)) return undefined;
  // `{patient: {id}}` says what `patient_id` says; so does FHIR's `{resourceType: 'Patient', id}`.
  const isPatient = /^(?:.* )?(?:patient|pt|paciente|wearer)s?$/.test(parent);
  if (isPatient || PERSON_KIND.test(kind ?? '')) {
    return value.length >= 3 ? { label: 'MRN', score: 0.85 } : undefined;
  }
  if (!PERSON_KEY.test(parent) || parent === 'payload' || value.length < 4) return undefined;
  return { label: 'OTHER_ID', score: WEAK };
}

const THING_KIND =
  /^(?:organi[sz]ation|company|location|device|medication|product|bundle|account|team|group)$/i;

function bareName(
  phrase: string,
  parent: string,
  holder: string,
  value: string,
  { siblings, kinds }: Fields,
): Named | undefined {
  if (THING_KIND.test(kinds.get(holder) ?? '')) return undefined;
  const beside = siblings.get(holder);
  // In a pair (`{name, value}`) the name is a label, unless it is plainly somebody's.
  const isLabel = beside?.has('value') === true;
  const personal = [...(beside ?? [])].some((sibling) => PERSON_SIBLING.test(sibling));
  const inThing = THING_KEY.test(parent);
  if (inThing && !personal) return undefined;
  const reading = readPersonValue(value);
  if (phrase === 'display') {
    return /subject|patient|performer|practitioner|author|recorder|asserter|individual|participant/.test(
      parent,
    ) && reading !== 'no'
      ? { label: 'NAME', score: 0.8 }
      : undefined;
  }
  if (!isLabel && (personal || PERSON_KEY.test(parent))) {
    // What a person's object calls a name is one, whatever it looks like.
    const certain = !inThing && (personal || parent !== 'payload');
    if (certain ? unicode('\\p{L}').test(value) : reading !== 'no')
      return { label: 'NAME', score: 0.85 };
  }
  if (reading === 'plain' && !/\s/.test(value)) return undefined;
  if (reading === 'plain' || (reading === 'likely' && !isLabel))
    return { label: 'NAME', score: 0.65 };
  return reading === 'possible' && !isLabel ? { label: 'NAME', score: WEAK } : undefined;
}

function personValue(phrase: string, value: string): Named | undefined {
  if (PATIENT_KEY.test(phrase)) {
    return unicode('\\p{L}').test(value) && value.length <= 120
      ? { label: 'NAME', score: 0.8 }
      : undefined;
  }
  if (looksLikePersonName(value, 1)) return { label: 'NAME', score: 0.8 };
  const reading = readPersonValue(value);
  return reading === 'no'
    ? undefined
    : { label: 'NAME', score: reading === 'possible' ? 0.6 : 0.8 };
}

/** Looks once at all fields of a document. */
export function readFields(segments: readonly Segment[]): Fields {
  const siblings = new Map<string, Set<string>>();
  /** Of a table's rows: only its columns have names, and its cells have those for hints. */
  const columns = new Map<string, Set<string>>();
  const kinds = new Map<string, string>();
  const add = (to: Map<string, Set<string>>, holder: string, name: string): void => {
    const set = to.get(holder) ?? new Set<string>();
    set.add(fieldPhrase(name));
    to.set(holder, set);
  };
  for (const { path, role, text, hint } of segments) {
    const holder = path.slice(0, path.lastIndexOf('/'));
    if (role === 'key') add(siblings, holder, text);
    else if (hint !== undefined) add(columns, holder, hint);
    if (role === 'key') continue;
    if ((hint === 'resourceType' || hint === 'type') && text.length < 40) {
      kinds.set(holder, text);
    }
  }
  for (const [holder, names] of columns) if (!siblings.has(holder)) siblings.set(holder, names);
  return { siblings, kinds };
}
