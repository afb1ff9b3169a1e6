/**
 * Labels of the 18 Safe Harbor identifiers, 45 CFR 164.514(b)(2)(i)(A) to (R).
 * Dates and ages over 89 share (C); ZIP is kept apart from GEO because (B) gives it a rule of its own.
 */
export const IDENTIFIER_LABELS = [
  'NAME',
  'DATE',
  'AGE90',
  'GEO',
  'ZIP',
  'PHONE',
  'FAX',
  'EMAIL',
  'SSN',
  'MRN',
  'HEALTH_PLAN_ID',
  'ACCOUNT',
  'LICENSE',
  'VEHICLE',
  'DEVICE',
  'URL',
  'IP',
  'BIOMETRIC',
  'PHOTO',
  'OTHER_ID',
] as const;
export type IdentifierLabel = (typeof IDENTIFIER_LABELS)[number];

/** Labels of evidence that a document speaks of health, care or payment for care (45 CFR 160.103). */
export const HEALTH_LABELS = [
  'CONDITION',
  'SYMPTOM',
  'PROCEDURE',
  'DRUG',
  'LAB',
  'THERAPY',
  'CODE',
  'PAYER',
  'CARE',
] as const;
export type HealthLabel = (typeof HEALTH_LABELS)[number];

export type Label = IdentifierLabel | HealthLabel;

const identifiers: ReadonlySet<string> = new Set(IDENTIFIER_LABELS);

/** Whether a label names something that identifies a person, rather than something about health. */
export function isIdentifierLabel(label: Label): label is IdentifierLabel {
  return identifiers.has(label);
}
