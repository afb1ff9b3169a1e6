import { byField } from '../by-field/by-field.ts';

/** HL7 CDA (C-CDA) by element: what the standard says that an element or attribute holds (`scan/cda`). */
export const cdaElement = byField('cda-element');
