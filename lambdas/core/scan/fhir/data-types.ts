import { isBlankAnswer } from '../blank-answer.ts';
import type { Meaning, Reading } from '../by-field/reading.ts';
import { identifierMeaning } from '../hl7v2/in-context.ts';
import type { Element, FhirTree } from './elements.ts';
import { isDefinition, isPerson, isResourceType } from './resources.ts';
import { unicode } from '../unicode.ts';

/** What is said of a value; the rest of its reading is the same for all. */
export type Told = Pick<Reading, 'meaning'> & Partial<Pick<Reading, 'score' | 'start'>>;

const told = (meaning: Meaning): Told => ({ meaning });
const QUIET = told('quiet');

/** HumanName: `family` and `given` stand in nothing else; `text` is one where its holder is a name. */
export function nameMeaning(element: Element, tree: FhirTree): Told | undefined {
  const { name, parent } = element;
  if (name === 'family' || name === 'given') return named(element.text);
  if (parent !== 'name' && parent !== 'valueHumanName' && parent !== 'maidenName') return undefined;
  if (name === 'text') return named(element.text);
  const isName = ['family', 'use', 'text', 'given', 'given/0'].some(
    (other) => tree.beside(element, other) !== undefined,
  );
  return isName && (name === 'prefix' || name === 'suffix' || name === 'use') ? QUIET : undefined;
}

function named(text: string): Told {
  return unicode('\\p{L}').test(text) && !isBlankAnswer(text) ? told('NAME') : QUIET;
}

/** ContactPoint: what `value` is by its `system`. */
export function contactPointMeaning(element: Element, tree: FhirTree): Told | undefined {
  const { name, parent, text } = element;
  if (parent !== 'telecom' && parent !== 'valueContactPoint') return undefined;
  if (name !== 'value')
    return name === 'system' || name === 'use' || name === 'rank' ? QUIET : undefined;
  if (isBlankAnswer(text)) return QUIET;
  const system = tree.beside(element, 'system');
  if (system === 'fax') return told('FAX');
  if (text.includes('@')) return told('EMAIL');
  if (system === 'email') return told('EMAIL');
  if (system === 'url') return told('URL');
  return told(/\d/.test(text) ? 'PHONE' : 'OTHER_ID');
}

const ADDRESS_PARTS: Readonly<Partial<Record<string, Meaning>>> = {
  text: 'GEO',
  line: 'GEO',
  city: 'GEO',
  district: 'GEO',
  postalCode: 'ZIP',
  state: 'quiet',
  country: 'quiet',
  use: 'quiet',
  type: 'quiet',
};

/** Address: all but state and country is smaller than a state (45 CFR 164.514(b)(2)(i)(B)). */
export function addressMeaning(element: Element, tree: FhirTree): Told | undefined {
  const { name, parent, text, resource } = element;
  if (name === 'latitude' || name === 'longitude') return told('GEO');
  if (name === 'address' && resource === 'Endpoint') return QUIET;
  const isAddress =
    parent === 'address' ||
    parent === 'valueAddress' ||
    (parent !== '' && tree.beside(element, 'postalCode') !== undefined);
  const meaning = isAddress ? ADDRESS_PARTS[name] : undefined;
  if (meaning === undefined) return undefined;
  return unicode('[\\p{L}\\p{N}]').test(text) && !isBlankAnswer(text) ? told(meaning) : QUIET;
}

const IDENTIFIER_HOLDER = /^(?:identifier|[a-z]\w{0,40}Identifier|requisition|accession)$/;
/** Naming systems that say what an identifier is, whoever uses them. */
const SYSTEMS: readonly (readonly [RegExp, Meaning])[] = [
  [/us-ssn|(?:^|:)2\.16\.840\.1\.113883\.4\.1$/i, 'SSN'],
  [
    /us-npi|(?:^|:)2\.16\.840\.1\.113883\.4\.(?:6|814)$|us-dea|2\.16\.840\.1\.113883\.4\.3\.\d+$|licen[sc]e|[/-]dl\b/i,
    'LICENSE',
  ],
  [
    /us-m(?:bi|edicare)|(?:^|:)2\.16\.840\.1\.113883\.4\.(?:572|290|927)$|member|subscriber|medicaid|policy/i,
    'HEALTH_PLAN_ID',
  ],
  [/\bmrn\b|medical-?record/i, 'MRN'],
  [/passport/i, 'OTHER_ID'],
  [/\budi\b|serial/i, 'DEVICE'],
  [/account/i, 'ACCOUNT'],
];
/** What an identifier of a resource is, where neither its type nor its system says. */
const OF_RESOURCE: Readonly<Partial<Record<string, Meaning>>> = {
  Patient: 'MRN',
  Coverage: 'HEALTH_PLAN_ID',
  Account: 'ACCOUNT',
  Device: 'DEVICE',
  Practitioner: 'LICENSE',
  PractitionerRole: 'LICENSE',
};

/** Identifier: what `value` is by its type (v2-0203), its system, or the resource that it belongs to. */
export function identifierMeaningOf(element: Element, tree: FhirTree): Told | undefined {
  const { name, parent, text, resource } = element;
  if (!IDENTIFIER_HOLDER.test(parent)) return undefined;
  if (name !== 'value') return name === 'system' || name === 'use' ? QUIET : undefined;
  if (isDefinition(resource) || !unicode('[\\p{L}\\p{N}]').test(text) || isBlankAnswer(text))
    return QUIET;
  for (let at = 0; at < 4; at++) {
    const code = tree.beside(element, `type/coding/${String(at)}/code`);
    const known = code === undefined ? undefined : identifierMeaning(code);
    if (known !== undefined) return told(known);
  }
  const system = tree.beside(element, 'system') ?? '';
  const known = SYSTEMS.find(([form]) => form.test(system));
  return told(known?.[1] ?? OF_RESOURCE[resource] ?? 'OTHER_ID');
}

/** Elements that refer to people, where the reference itself does not say to what it leads. */
const PEOPLE =
  /^(?:subject|patient|author|attester|performer|requester|recorder|asserter|participant|individual|actor|member|who|beneficiary|subscriber|policyHolder|generalPractitioner|collector|practitioner|resultsInterpreter|interpreter|contributor|enterer|verifier|party|source|informationSource|sender|recipient|responsible|supervisor|operator|receiver|handler|witness|owner|onBehalfOf|manager|careManager|custodian|agent|person|target|link|other|enteredBy|witnessedBy|provider|payee|authenticator|valueReference|for|focus)$/;
const NOT_PEOPLE =
  /\b(?:hospitals?|clinics?|centers?|centres?|pharmac(?:y|ies)|lab(?:s|oratory)?|inc|llc|corp|company|department|health(?:care)?|services?|practice|organi[sz]ation|insurance|plan|medical|group|university|systems?|association|foundation|visit|report|response|example|specimen|order)\b/i;

/** Reference: `display` is a name where the reference leads to somebody; `reference` ends in an id. */
export function referenceMeaning(element: Element, tree: FhirTree): Told | undefined {
  const { name, parent, text } = element;
  if (name === 'reference') return referenceId(text);
  if (name !== 'display') return undefined;
  const isCoding = ['code', 'system', 'version', 'userSelected'].some(
    (other) => tree.beside(element, other) !== undefined,
  );
  if (isCoding || isBlankAnswer(text)) return QUIET;
  const type = typeOf(tree.beside(element, 'reference')) ?? typeOf(tree.beside(element, 'type'));
  if (type !== undefined) return isPerson(type) ? named(text) : QUIET;
  return PEOPLE.test(parent) && !NOT_PEOPLE.test(text) ? named(text) : QUIET;
}

function typeOf(reference: string | undefined): string | undefined {
  if (reference === undefined) return undefined;
  const type = /(?:^|\/)([A-Z][A-Za-z]{2,40})(?:\/[^/]{1,64}(?:\/_history\/[^/]{1,64})?)?$/.exec(
    reference,
  )?.[1];
  return type !== undefined && isResourceType(type) ? type : undefined;
}

/** The id of a person's record, which every reference to them repeats. */
const ID_SCORE = 0.4;

function referenceId(text: string): Told {
  const match =
    /(?:^|\/)([A-Z][A-Za-z]{2,40})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]{1,64})?$/.exec(text);
  const [, type = '', id = ''] = match ?? [];
  if (match === null) return urnMeaning(text);
  if (!isPerson(type)) return QUIET;
  return {
    meaning: 'OTHER_ID',
    score: ID_SCORE,
    start: match.index + match[0].indexOf(id, type.length),
  };
}

/** `urn:uuid:...`: a resource by an id of its own. */
export function urnMeaning(text: string): Told {
  const start = /^urn:(?:uuid|oid):(?=[\w.-])/i.exec(text)?.[0].length;
  return start === undefined ? QUIET : { meaning: 'OTHER_ID', score: ID_SCORE, start };
}

/** The logical id of a resource that is somebody. */
export function resourceIdMeaning({ name, names, resource }: Element): Told | undefined {
  if (name !== 'id') return undefined;
  return names.length === 1 && isPerson(resource)
    ? { meaning: 'OTHER_ID', score: ID_SCORE }
    : QUIET;
}
