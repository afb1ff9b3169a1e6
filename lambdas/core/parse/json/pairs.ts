import type { JsonMember, JsonNode } from './read-json.ts';
import { inheritedHint, tells } from './telling-name.ts';
import { unicode } from '../../scan/unicode.ts';

/**
 * Many vendors send a form as a list of pairs: `{question, answer}`, `{tabLabel, value}`,
 * `{propertyName, propertyValue}`, `{ID, IDType}`. The label then says what the value holds, and the
 * member name (`value`) says nothing.
 */

/** Member names whose text labels the object, most telling first. Compared without case and separators. */
const LABEL_NAMES: readonly string[] = [
  'question',
  'questiontext',
  'questionlabel',
  'title',
  'label',
  'prompt',
  'tablabel',
  'fieldlabel',
  'fieldname',
  'fieldkey',
  'propertyname',
  'idtype',
  'key',
  'name',
  'field',
  'attribute',
  'attributename',
  'property',
  'variable',
  'variablename',
  'column',
  'columnname',
  'header',
  'parameter',
  'description',
  'system',
];

/** Member names that label the object only where nothing better does: often they are its own id or kind. */
const WEAK_LABEL_NAMES: readonly string[] = [
  'slug',
  'k',
  'n',
  'ref',
  'fieldid',
  'questionid',
  'fieldref',
  'customid',
  'code',
  'type',
  'fieldtype',
  'kind',
  'id',
];

/** Member names that only say "here is the content": `answer`, `field_value`, `simpleText`. */
const VALUE_NAME =
  /^(?:(?:field|property|attribute|variable|column|parameter|answer|question|response|string|text|simple|plain|number|int|integer|long|double|bool|boolean|date|raw|input|user|display|custom|selected|submitted|new|old|current)?(?:val|value|answer|response|reply|text|content|data|input)s?(?:text|string|value|label)?|v)$/;

/** A name without what separates its words: `Answer_Text` and `answerText` are one. */
function bare(name: string): string {
  const lower = name.slice(0, 64).toLowerCase();
  if (/^[a-z0-9]*$/.test(lower)) return lower;
  // Classes of all of Unicode take their time, and names are of ASCII.
  return /^[\0-\x7f]*$/.test(lower)
    ? lower.replace(/[^a-z0-9]+/g, '')
    : lower.replace(unicode('[^\\p{L}\\p{N}]', 'g'), '');
}

/** HL7 v2-0203 identifier types, as FHIR's `Identifier.type` carries them. */
const IDENTIFIER_TYPES: Readonly<Record<string, string>> = {
  MR: 'medical record number',
  MRN: 'medical record number',
  SS: 'social security number',
  DL: "driver's license number",
  MB: 'member number',
  MC: 'medicare number',
  MA: 'medicaid number',
  SN: 'subscriber number',
  AN: 'account number',
  PPN: 'passport number',
  PI: 'patient id',
  PT: 'patient id',
  SNO: 'serial number',
  UDI: 'device udi',
  NPI: 'npi number',
};

/** Longer labels are prose, not labels. */
const MAX_LABEL_LENGTH = 300;

/** What an object says of the values in it. */
export interface Labels {
  /** Labels proper, the best first. */
  readonly strong: readonly string[];
  /** Ids and kinds, which are labels where nothing else is. */
  readonly weak: readonly string[];
  /** The object points at a form field, so that all its scalars answer that field. */
  readonly answers: boolean;
}

/** The labels that an object carries for its value. */
export function labelsOf(
  members: readonly JsonMember[],
  titles: ReadonlyMap<string, string>,
): Labels {
  const known = identifierType(members) ?? referencedTitle(members, titles);
  const { own, weak } = namedBy(members);
  const strong = known === undefined ? own : [known, ...own];
  return {
    strong,
    weak,
    answers: strong.length > 0 && answersField(members),
  };
}

/** The names that label an object, by their rank; weak ones are below all others. */
const WEAK_RANK = LABEL_NAMES.length;
const RANKS: ReadonlyMap<string, number> = new Map(
  [...LABEL_NAMES, ...WEAK_LABEL_NAMES].map((name, rank) => [name, rank]),
);

interface Ranked {
  readonly rank: number;
  readonly text: string;
}

/** Texts of the members with names that label an object, in the order of the names. */
function namedBy(members: readonly JsonMember[]): {
  readonly own: string[];
  readonly weak: string[];
} {
  const found: Ranked[] = [];
  for (const { name, value } of members) {
    if (value.kind !== 'string' || value.text === '' || value.text.length > MAX_LABEL_LENGTH) {
      continue;
    }
    const rank = RANKS.get(bare(name.text));
    if (rank !== undefined) found.push({ rank, text: value.text });
  }
  if (found.length > 1) found.sort((a, b) => a.rank - b.rank);
  const textsOf = (isWeak: boolean): string[] =>
    found.filter(({ rank }) => rank >= WEAK_RANK === isWeak).map(({ text }) => text);
  return { own: textsOf(false), weak: textsOf(true) };
}

/**
 * What a member's value holds: in a pair the label that says most, elsewhere the member's own name, or
 * what the object around it is about where that name says nothing.
 */
export function hintOf(
  { name, value }: JsonMember,
  members: readonly JsonMember[],
  { strong, weak, answers }: Labels,
  inherited: string | undefined,
): string {
  const own = name.text;
  const isScalar = value.kind === 'string' || value.kind === 'number';
  const isAnswer = answers && value.kind !== 'object' && !DESCRIPTOR.test(bare(own));
  if (isValueName(own, members) || isAnswer) {
    const around = inherited === undefined ? [] : [inherited];
    const telling = [own, ...strong, ...around, ...weak].find(tells);
    return telling ?? strong[0] ?? inherited ?? (isScalar ? weak[0] : undefined) ?? own;
  }
  // `{question, whatever}`: of two members, the one that is not the label is what it labels.
  const [label] = strong;
  if (
    members.length === 2 &&
    isScalar &&
    label !== undefined &&
    tells(label) &&
    !tells(own) &&
    !LABEL_NAMES.includes(bare(own)) &&
    !WEAK_LABEL_NAMES.includes(bare(own))
  ) {
    return label;
  }
  return inheritedHint(own, inherited);
}

/** What an answer says of itself: it is a text, a date, the third one. */
const DESCRIPTOR =
  /^(?:(?:field|question|answer|response|input|data)?(?:type|kind|format|order|index|position|number)|id|ref|qid)$/;

/** Whether a member holds the content that its object's label describes. */
function isValueName(name: string, members: readonly JsonMember[]): boolean {
  const plain = bare(name);
  if (VALUE_NAME.test(plain)) return true;
  // Redox and others: `{ID, IDType}`. Everywhere else an `id` is the object's own.
  return plain === 'id' && members.some((member) => bare(member.name.text) === 'idtype');
}

/** FHIR: `{type: {coding: [{code: 'MR'}]}, value}` and `{system: '.../us-ssn', value}`. */
function identifierType(members: readonly JsonMember[]): string | undefined {
  for (const { name, value } of members) {
    if (name.text === 'type' && value.kind === 'object') {
      const found = firstIdentifierType(value, 3);
      if (found !== undefined) return found;
    }
    if (name.text === 'system' && value.kind === 'string' && value.text.endsWith('us-ssn')) {
      return 'social security number';
    }
  }
  return undefined;
}

function firstIdentifierType(node: JsonNode, levels: number): string | undefined {
  if (node.kind === 'string') {
    return Object.hasOwn(IDENTIFIER_TYPES, node.text) ? IDENTIFIER_TYPES[node.text] : undefined;
  }
  if (levels === 0) return undefined;
  const inner =
    node.kind === 'object'
      ? node.members.map((member) => member.value)
      : node.kind === 'array'
        ? node.items
        : [];
  for (const child of inner.slice(0, 16)) {
    const found = firstIdentifierType(child, levels - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Typeform: the answer names its field by id, the definition elsewhere gives that field's title. */
function referencedTitle(
  members: readonly JsonMember[],
  titles: ReadonlyMap<string, string>,
): string | undefined {
  if (titles.size === 0) return undefined;
  for (const { name, value } of members) {
    if (name.text !== 'field' || value.kind !== 'object') continue;
    for (const { name: inner, value: reference } of value.members) {
      if ((inner.text !== 'id' && inner.text !== 'ref') || reference.kind !== 'string') continue;
      const title = titles.get(reference.text);
      if (title !== undefined) return title;
    }
  }
  return undefined;
}

/** Titles of form fields by their id and ref, gathered from the whole document. */
export function collectTitles(root: JsonNode): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  const pending: JsonNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === 'array') {
      for (const item of node.items) pending.push(item);
      continue;
    }
    if (node.kind !== 'object') continue;
    let title: string | undefined;
    const references: string[] = [];
    for (const { name, value } of node.members) {
      if (value.kind !== 'string') {
        pending.push(value);
      } else if (name.text === 'title' && value.text.length <= MAX_LABEL_LENGTH) {
        title = value.text;
      } else if (name.text === 'id' || name.text === 'ref') {
        references.push(value.text);
      }
    }
    if (title !== undefined) for (const reference of references) titles.set(reference, title);
  }
  return titles;
}

function answersField(members: readonly JsonMember[]): boolean {
  return members.some(({ name, value }) => name.text === 'field' && value.kind === 'object');
}
