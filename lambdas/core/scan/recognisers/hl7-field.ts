import { byField } from '../by-field/by-field.ts';

/** HL7 v2 by segment and field: what the standard says that a position holds (`scan/hl7v2`). */
export const hl7Field = byField('hl7-field');
