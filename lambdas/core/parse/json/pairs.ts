import type { JsonMember, JsonNode } from './read-json.ts';

/**
 * Many vendors send a form as a list of pairs: `{question, answer}`, `{tabLabel, value}`,
 * `{propertyName, propertyValue}`, `{ID, IDType}`. The label then says what the value holds, and the
 * member name (`value`) says nothing.
 */

/** Member names whose text labels the object, most telling first. Compared in lower case. */
const LABEL_NAMES: readonly string[] = [
  'question',
  'title',
  'label',
  'prompt',
  'tablabel',
  'fieldlabel',
  'fieldname',
  'propertyname',
  'idtype',
  'key',
  'name',
  'field',
  'attribute',
  'description',
  'system',
];

/** Member names that only say "here is the content". */
const VALUE_NAMES: ReadonlySet<string> = new Set([
  'answer',
  'answers',
  'value',
  'values',
  'response',
  'responses',
  'text',
  'content',
  'propertyvalue',
  'data',
]);

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

/** Whether a member holds the content that its object's label describes. */
export function isValueName(name: string, members: readonly JsonMember[]): boolean {
  const lower = name.toLowerCase();
  if (VALUE_NAMES.has(lower)) return true;
  // Redox and others: `{ID, IDType}`. Everywhere else an `id` is the object's own.
  return lower === 'id' && members.some((member) => member.name.text.toLowerCase() === 'idtype');
}

/** The label that this object carries for its value, or undefined. */
export function labelOf(
  members: readonly JsonMember[],
  titles: ReadonlyMap<string, string>,
): string | undefined {
  return identifierType(members) ?? referencedTitle(members, titles) ?? ownLabel(members);
}

function ownLabel(members: readonly JsonMember[]): string | undefined {
  let best: string | undefined;
  let rank = LABEL_NAMES.length;
  for (const { name, value } of members) {
    const found = LABEL_NAMES.indexOf(name.text.toLowerCase());
    if (found < 0 || found >= rank) continue;
    if (value.kind !== 'string' || value.text === '' || value.text.length > MAX_LABEL_LENGTH) {
      continue;
    }
    best = value.text;
    rank = found;
  }
  return best;
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

/** Whether the object points at a form field, so that all its scalars answer that field. */
export function answersField(members: readonly JsonMember[]): boolean {
  return members.some(({ name, value }) => name.text === 'field' && value.kind === 'object');
}
