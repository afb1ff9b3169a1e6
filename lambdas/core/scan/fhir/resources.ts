import kinds from './resources.json' with { type: 'json' };

const CARE = new Set(kinds.care.split(' '));
const DIRECTORY = new Set(kinds.directory.split(' '));
const DEFINITION = new Set(kinds.definition.split(' '));
const PERSON = new Set(kinds.person.split(' '));

/** Whether a text is the name of a resource type of FHIR (R4 or R5). */
export function isResourceType(text: string): boolean {
  return CARE.has(text) || DIRECTORY.has(text) || DEFINITION.has(text);
}

/** Resources about the care of somebody, or the payment for it. */
export function isCareResource(type: string): boolean {
  return CARE.has(type);
}

/** Resources that define things for everybody: value sets, profiles, questionnaires. */
export function isDefinition(type: string): boolean {
  return DEFINITION.has(type);
}

/** Resources that are somebody. */
export function isPerson(type: string): boolean {
  return PERSON.has(type);
}
