import { resourceIdMeaning, urnMeaning, type Told } from './data-types.ts';
import type { Element, FhirTree } from './elements.ts';
import { isDefinition, isPerson } from './resources.ts';
import { unicode } from '../unicode.ts';

const QUIET: Told = { meaning: 'quiet' };
const PROSE: Told = { meaning: 'prose' };

/** `date`, `dateTime` and `instant` with a month at least (FHIR R4, 2.24.0.1): a year is no identifier. */
const DATE =
  /^\s*\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?)?\s*$/;
/** When the machinery stored a resource or a file, and when a definition was looked at. */
const BOOKKEEPING = /^(?:lastUpdated|creation|lastReviewDate|approvalDate)$/;
const BOOKKEEPING_SCORE = 0.45;

/** Names of elements that hold a code, an address of a definition, or a state of the machinery. */
const CODED = new Set(
  (
    'resourceType url system profile version versionId source code status use unit language mode intent priority ' +
    'contentType hash kind comparator rank severity criticality gender implicitRules relation ' +
    'scheme instantiatesCanonical instantiatesUri instantiates questionnaire linkId definition definitionUri ' +
    'definitionCanonical valueUri valueCanonical valueCode valueUrl valueOid valueUuid valueBoolean valueInteger ' +
    'valueDecimal userSelected jurisdiction issuer deviceIdentifierSystem partNumber modelNumber manufacturer ' +
    'periodUnit durationUnit period frequency duration count when dayOfWeek timeOfDay dim low high score ' +
    'publisher path expression doNotPerform active experimental multipleBirthInteger'
  ).split(' '),
);
/** Elements that hold a quantity, a coding, or another thing that is no person's `value`. */
const MEASURES =
  /(?:Quantity|Range|Ratio|Money|Decimal|Integer|Count|Duration|Distance|SampledData|quantity|low|high|numerator|denominator|repeat|dosageInstruction|doseAndRate|origin|net|total|unitPrice|amount|expectedSupplyDuration)$/;
const LABELS: Readonly<Partial<Record<string, Told>>> = {
  serialNumber: { meaning: 'DEVICE' },
  lotNumber: { meaning: 'DEVICE' },
  distinctIdentifier: { meaning: 'DEVICE' },
  carrierHRF: { meaning: 'DEVICE' },
  carrierAIDC: { meaning: 'DEVICE' },
  deviceIdentifier: { meaning: 'DEVICE' },
  udi: { meaning: 'DEVICE' },
  subscriberId: { meaning: 'HEALTH_PLAN_ID' },
  preAuthRef: { meaning: 'OTHER_ID' },
  authorString: { meaning: 'NAME' },
  deceasedString: PROSE,
};
/** Search parameters about a person, in an address that a server was asked with. */
const PERSONAL_SEARCH =
  /[?&](?:[\w-]{1,40}[.:])*(?:name|family|given|birthdate|identifier|phone|email|address[\w-]{0,20}|telecom|_content|_text)(?::\w{1,20})?=/i;

/** What an element means by its own name, where it has none of the data types of people. */
export function elementMeaning(element: Element, tree: FhirTree): Told {
  const { name, parent, names, text } = element;
  const id = resourceIdMeaning(element);
  if (id !== undefined) return id;
  const label = LABELS[name];
  if (label !== undefined) return unicode('[\\p{L}\\p{N}]').test(text) ? label : QUIET;
  if (parent === 'photo' && (name === 'url' || name === 'data')) return { meaning: 'PHOTO' };
  if (name === 'url') return urlMeaning(element, tree);
  if (name === 'fullUrl') {
    return isPerson(tree.beside(element, 'resource/resourceType') ?? '') ? urnMeaning(text) : QUIET;
  }
  if (DATE.test(text)) return dateMeaning(element);
  if (CODED.has(name) || names.includes('meta')) return QUIET;
  if (name === 'value') return valueMeaning(element);
  if (name === 'name') return nameOfThing(element);
  if (name === 'valueString') return extensionText(element, tree);
  if (name === 'text' && isConcept(element, tree)) return QUIET;
  return PROSE;
}

function dateMeaning({ name, names, resource }: Element): Told {
  if (BOOKKEEPING.test(name) || names.includes('meta')) return QUIET;
  if (CODED.has(name)) return QUIET;
  return isDefinition(resource)
    ? { meaning: 'DATE', score: BOOKKEEPING_SCORE }
    : { meaning: 'DATE' };
}

/** The text of a concept that has a code as well. */
function isConcept(element: Element, tree: FhirTree): boolean {
  return ['coding/0/code', 'coding/0/display'].some(
    (other) => tree.beside(element, other) !== undefined,
  );
}

/** A file on a FHIR server is a reference to a resource (`.../Binary/123`). */
const RESOURCE_URL = /\/[A-Z][A-Za-z]{2,40}\/[A-Za-z0-9.-]{1,64}(?:\/_history\/[^/]{1,64})?$/;

/** Attachments lead to what they hold; other addresses name definitions. */
function urlMeaning(element: Element, tree: FhirTree): Told {
  const { text, parent, names } = element;
  const isAttachment =
    names.length > 1 &&
    (/^(?:attachment|content|presentedForm|valueAttachment|image|sourceAttachment)$/.test(parent) ||
      tree.beside(element, 'contentType') !== undefined);
  if (PERSONAL_SEARCH.test(text)) return { meaning: 'URL' };
  if (isAttachment && !RESOURCE_URL.test(text)) return { meaning: 'URL' };
  return QUIET;
}

/** `value` of what is no identifier and no contact point. */
function valueMeaning({ parent, text, resource }: Element): Told {
  if (parent.endsWith('Age')) return ageMeaning(text);
  if (MEASURES.test(parent)) return QUIET;
  // The number of a group or a plan; its name has no digits.
  if (resource === 'Coverage' && parent === 'class') {
    return /\d/.test(text) ? { meaning: 'HEALTH_PLAN_ID' } : QUIET;
  }
  return PROSE;
}

function ageMeaning(text: string): Told {
  return /^\s*(?:9\d|1[0-4]\d)(?:\.\d+)?\s*$/.test(text) ? { meaning: 'AGE90' } : QUIET;
}

/** A `name` that is a text is that of a place, an organization, a team, a device, a definition. */
function nameOfThing({ resource }: Element): Told {
  return resource === 'Group' || resource === 'Patient' ? PROSE : QUIET;
}

function extensionText(element: Element, tree: FhirTree): Told {
  const url = tree.beside(element, 'url') ?? '';
  return /mothersMaidenName|(?:own|partner)-(?:name|prefix)|preferred-?name/i.test(url)
    ? { meaning: 'NAME' }
    : PROSE;
}
