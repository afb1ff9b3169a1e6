import { isBlankAnswer } from '../blank-answer.ts';
import { BY_FIELD_SCORE, type Meaning, type Reading, type Readings } from '../by-field/reading.ts';
import type { Segment } from '../document.ts';
import { readPersonValue } from '../person-value.ts';
import { unicode } from '../unicode.ts';

const NAME = 'cda-element';
const ADDRESS = /^cda:\/(.*)$/s;
/** Record ids that mean nothing without the record are weak. */
const UID_SCORE = 0.4;

type Told = Pick<Reading, 'meaning'> & Partial<Pick<Reading, 'score' | 'start'>>;
const told = (meaning: Meaning): Told => ({ meaning });
const QUIET = told('quiet');
const PROSE = told('prose');

/** Parts of an address (ADXP, HL7 v3 data types 2.21) that are smaller than a state. */
const PLACE =
  /^(?:addr|streetAddressLine|streetName|streetNameBase|streetNameType|houseNumber|houseNumberNumeric|buildingNumberSuffix|city|county|precinct|censusTract|additionalLocator|unitID|unitType|postBox|deliveryAddressLine|deliveryInstallation\w*|deliveryMode\w*|direction|careOf|delimiter)$/;
/** Elements whose `name` is that of an organization, a place or a thing. */
const THINGS =
  /Organization$|^(?:healthCareFacility|location|playingDevice|manufacturedMaterial|manufacturedLabeledDrug|device|scopingEntity|serviceProviderOrganization|custodian|representedCustodianOrganization|wholeOrganization|asOrganizationPartOf|externalDocument|place)$/;
const TIMES =
  /^(?:effectiveTime|time|birthTime|deceasedTime|low|high|center|availabilityTime|activityTime|signatureTime|expirationTime|existenceTime)$/;
const TIMESTAMP =
  /^\s*(?:18|19|20|21)\d{2}(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12]\d|3[01])(?:\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,9})?)?)?)?)?(?:[+-]\d{4})?\s*$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Naming systems by their object identifier. */
const ROOTS: Readonly<Partial<Record<string, Meaning>>> = {
  '2.16.840.1.113883.4.1': 'SSN',
  '2.16.840.1.113883.4.6': 'LICENSE',
  '2.16.840.1.113883.4.814': 'LICENSE',
  '2.16.840.1.113883.4.572': 'HEALTH_PLAN_ID',
  '2.16.840.1.113883.3.3719': 'DEVICE',
};
/** Whose id it is, from the inside out. */
const HOLDERS: readonly (readonly [RegExp, Meaning])[] = [
  [/^(?:patientRole|patient|recordTarget)$/, 'MRN'],
  [
    /^(?:assigned\w*|representedOrganization|intendedRecipient|responsibleParty|specimenPlayingEntity)$/,
    'LICENSE',
  ],
  [/^(?:manufacturedProduct|playingDevice|productInstance|device)$/, 'DEVICE'],
];

/** Reads HL7 CDA R2 documents (C-CDA) by element and attribute. */
export function readCdaElements(segments: readonly Segment[], readings: Readings): void {
  const texts = new Map<string, string>();
  const found: { readonly index: number; readonly pointer: string; readonly text: string }[] = [];
  segments.forEach(({ field, text }, index) => {
    const pointer = field === undefined ? undefined : ADDRESS.exec(field)?.[1];
    if (pointer === undefined) return;
    texts.set(pointer, text);
    found.push({ index, pointer, text });
  });
  for (const [at, { index, pointer, text }] of found.entries()) {
    const names = pointer.split('/').filter((step) => !/^\d+$/.test(step));
    const beside = (attribute: string): string | undefined =>
      texts.get(`${pointer.slice(0, pointer.lastIndexOf('/'))}/@${attribute}`);
    const reading = checked(meaningOf(names, text, beside), text);
    // Said once, where the document begins.
    const isCare = at === 0 && names[0] === 'ClinicalDocument';
    readings.set(index, { standard: NAME, score: BY_FIELD_SCORE, ...reading, isCare });
  }
}

function checked(reading: Told, text: string): Told {
  const isNothing = isBlankAnswer(text) || !unicode('[\\p{L}\\p{N}]').test(text);
  return isNothing && reading.meaning !== 'prose' ? QUIET : reading;
}

type Beside = (attribute: string) => string | undefined;

function meaningOf(names: readonly string[], text: string, beside: Beside): Told {
  const last = names.at(-1) ?? '';
  return last.startsWith('@')
    ? attributeMeaning(last.slice(1), names.slice(0, -1), text, beside)
    : textMeaning(last, names, text);
}

function textMeaning(name: string, names: readonly string[], text: string): Told {
  const parent = names.at(-2) ?? '';
  if (name === 'given' || name === 'family') return told('NAME');
  if (name === 'name' || parent === 'name') return nameMeaning(name, names, text);
  if (name === 'postalCode') return told('ZIP');
  if (PLACE.test(name)) return told('GEO');
  if (name === 'state' || name === 'country') return QUIET;
  if (name === 'lotNumberText' || name === 'serialNumber') return told('DEVICE');
  if (name === 'telecom') return told(text.includes('@') ? 'EMAIL' : 'PHONE');
  return /^(?:manufacturerModelName|softwareName)$/.test(name) ? QUIET : PROSE;
}

/** A name in one text, or a part of one that is neither given nor family name. */
function nameMeaning(name: string, names: readonly string[], text: string): Told {
  if (name === 'prefix' || name === 'suffix' || name === 'delimiter') return QUIET;
  const holder = names[names.lastIndexOf('name') - 1] ?? '';
  if (THINGS.test(holder)) return QUIET;
  if (holder !== 'playingEntity') return told('NAME');
  const reading = readPersonValue(text);
  return reading === 'plain' || reading === 'likely' ? told('NAME') : PROSE;
}

function attributeMeaning(
  name: string,
  names: readonly string[],
  text: string,
  beside: Beside,
): Told {
  const element = names.at(-1) ?? '';
  if (name === 'value') {
    if (element === 'telecom') return telecomMeaning(text);
    const isTime =
      TIMES.test(element) ||
      element.endsWith('Time') ||
      element === 'value' ||
      element === 'comparator';
    if (isTime && TIMESTAMP.test(text))
      return told(element === 'value' && !isTimeType(beside) ? 'quiet' : 'DATE');
    return QUIET;
  }
  if (element === 'id' || element === 'setId') return idMeaning(name, names, text, beside);
  return QUIET;
}

function isTimeType(beside: Beside): boolean {
  return /(?:^|:)(?:TS|IVL_TS|PIVL_TS)$/.test(beside('type') ?? '');
}

/** TEL: the scheme says what it is (RFC 3966, RFC 6068). */
function telecomMeaning(text: string): Told {
  const scheme = /^\s*([a-z-]{2,12}):(?:\/\/)?/i.exec(text);
  const start = scheme?.[0].length ?? 0;
  const inner = text.slice(start);
  if (!unicode('[\\p{L}\\p{N}]').test(inner)) return QUIET;
  const name = scheme?.[1]?.toLowerCase() ?? '';
  if (/^(?:https?|ftp)$/.test(name)) return told('URL');
  if (/^(?:fax|x-text-fax)$/.test(name)) return { meaning: 'FAX', start };
  return { meaning: name === 'mailto' || inner.includes('@') ? 'EMAIL' : 'PHONE', start };
}

/** II: an extension is an id in the system that its root names; a root alone may be one by itself. */
function idMeaning(name: string, names: readonly string[], text: string, beside: Beside): Told {
  if (name === 'root') {
    const isOwn = UUID.test(text.trim()) && beside('extension') === undefined;
    return isOwn ? { meaning: 'OTHER_ID', score: UID_SCORE } : QUIET;
  }
  if (name !== 'extension') return QUIET;
  const byRoot = ROOTS[beside('root') ?? ''];
  if (byRoot !== undefined) return told(byRoot);
  const holders = names.slice(0, -1).reverse();
  for (const holder of holders.slice(0, 2)) {
    const known = HOLDERS.find(([form]) => form.test(holder));
    if (known !== undefined) return told(known[1]);
  }
  return told('OTHER_ID');
}
