import type { Meaning } from '../by-field/reading.ts';
import fieldLabels from './field-labels.json' with { type: 'json' };
import { fieldType } from './field-type.ts';
import { MeaningTable } from './meaning-table.ts';
import typeLabels from './type-labels.json' with { type: 'json' };

/** Where a value stands in a message of HL7 v2; numbers from 1. */
export interface Address {
  readonly segment: string;
  readonly field: number;
  readonly component: number;
  readonly subcomponent: number;
  /** What OBX-2 says of OBX-5. */
  readonly valueType: string | undefined;
}

/** Fields (`PID-3`), and components of data types (`XPN-1`). */
const FIELDS = new MeaningTable(fieldLabels);
const COMPONENTS = new MeaningTable(typeLabels);
/** A person's id, family and given names as subcomponents (CNN, chapter 2A). */
const PERSON_IN_COMPONENT: readonly Meaning[] = ['LICENSE', 'NAME', 'NAME', 'NAME'];
/** The text of a code, the alternate's and the original: an observation's value may say anything in it. */
const CODE_TEXTS = new Set([2, 5, 9]);

/**
 * What the standard says of an address: by its field where the field has a meaning of its own, else by the
 * component of its data type. Undefined for what the standard does not define.
 */
export function meaningOf(address: Address): Meaning | undefined {
  const { segment, field, component, subcomponent, valueType } = address;
  const type = fieldType(segment, field, valueType);
  const own = FIELDS.get(`${segment}-${String(field)}`);
  if (own === 'quiet' || own === 'prose') return own;
  if (own !== undefined && component === 1) return own;
  if (type === '') return segment === 'OBX' && field === 5 ? 'prose' : undefined;
  const isCode = type === 'CWE' || type === 'CE' || type === 'CNE' || type === 'CF';
  if (isCode && segment === 'OBX' && field === 5 && CODE_TEXTS.has(component)) return 'prose';
  if (type === 'NDL' && component === 1) return PERSON_IN_COMPONENT[subcomponent - 1] ?? 'quiet';
  if (type === 'EIP' && subcomponent > 1) return 'quiet';
  return COMPONENTS.get(`${type}-${String(component)}`) ?? 'quiet';
}
