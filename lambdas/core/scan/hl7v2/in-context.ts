import type { Meaning } from '../by-field/reading.ts';
import type { Address } from './field-meaning.ts';
import { fieldType } from './field-type.ts';
import identifierTypes from './identifier-types.json' with { type: 'json' };
import { MeaningTable } from './meaning-table.ts';

/** One value of a field. */
export interface Part {
  /** Index of its segment in the document. */
  readonly index: number;
  readonly address: Address;
  readonly text: string;
}

/** Identifier types (HL7 table 0203) that say more than the field does. */
const IDENTIFIER_TYPES = new MeaningTable(identifierTypes);

/** The meaning of an identifier by its type code; undefined for a code that is not known. */
export function identifierMeaning(code: string): Meaning | undefined {
  return IDENTIFIER_TYPES.get(code.trim().toUpperCase());
}

export function component(group: readonly Part[], number: number): string {
  return group.find(({ address }) => address.component === number)?.text ?? '';
}

/** What a component means beside the others: an identifier's type, a telephone's equipment. */
export function meaningInContext(meaning: Meaning, part: Part, group: readonly Part[]): Meaning {
  const { segment, field, valueType, component: number } = part.address;
  switch (fieldType(segment, field, valueType)) {
    case 'CX':
      if (number !== 1) return meaning;
      return identifierMeaning(component(group, 5)) ?? meaning;
    case 'XTN':
    case 'TN':
      return contactMeaning(meaning, part, group);
    case 'NDL':
      return interpreterMeaning(meaning, part, group);
    default:
      return meaning;
  }
}

/** XTN: what equipment it is, and which network (tables 0201 and 0202). */
function contactMeaning(
  meaning: Meaning,
  { address, text }: Part,
  group: readonly Part[],
): Meaning {
  if (meaning === 'PHONE' || meaning === 'EMAIL') {
    if (text.includes('@')) return 'EMAIL';
    if (address.component === 4) return /^(?:https?:|www\.)|\w\.\w/.test(text) ? 'URL' : 'PHONE';
    return component(group, 3).trim().toUpperCase() === 'FX' ? 'FAX' : 'PHONE';
  }
  return meaning;
}

/**
 * NDL: a person, when and where. Many systems still send the person in components of their own, as versions
 * before 2.4 had it; the place is the unit where a named person worked.
 */
function interpreterMeaning(meaning: Meaning, part: Part, group: readonly Part[]): Meaning {
  const { component: number } = part.address;
  const isSplit = !group.some(({ address }) => address.component === 1 && address.subcomponent > 1);
  if (isSplit && number === 1) return 'LICENSE';
  if (number === 2 || number === 3) return isSplit && !/^\d{6}/.test(part.text) ? 'NAME' : meaning;
  if (number === 4) return isSplit ? 'NAME' : 'GEO';
  return meaning;
}
