import type { Decision } from './decision.ts';

/**
 * The decision about a payload of which a destination may have some fields, in a format that has none: whatever the
 * policy says, it is held, in shadow mode too.
 */
export function notSelectable(policyVersion: string): Decision {
  return {
    disposition: 'quarantine',
    reasonCode: 'fields-not-selectable',
    rules: [],
    refused: [],
    says: 'The destination gets listed fields alone, and no field can be told from another in this payload.',
    citations: ['45 CFR 164.502(b)(1)'],
    remedy:
      'Have the source send JSON, XML, HL7 v2, CSV with names of columns or a form, not compressed, or give the destination the rule "minimal" or "all".',
    policyVersion,
  };
}
