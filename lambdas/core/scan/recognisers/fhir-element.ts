import { byField } from '../by-field/by-field.ts';

/** FHIR by resource and element: what the standard says that an element holds (`scan/fhir`). */
export const fhirElement = byField('fhir-element');
