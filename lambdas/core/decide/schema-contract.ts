import { schemaToJson } from '@cedar-policy/cedar-wasm/nodejs';
import { CHANNELS, DIRECTIONS, DISPOSITIONS, LANES, PHI_CLASSES, PURPOSES } from '../vocabulary.ts';
import {
  ADDRESSEES,
  AUTHORIZATIONS,
  BAA_STATES,
  CONFIDENTIALITIES,
  CONSENTS,
  EXCEPTIONS,
  PART2_STATES,
  REMUNERATIONS,
  TRANSPORTS,
  UNENCRYPTED_CHOICES,
} from './facts.ts';
import { describeError } from './read-rules.ts';

/** Every closed list that policy sees, by the name of its entity type in the schema. */
export const FACT_LISTS = {
  Lane: LANES,
  Channel: CHANNELS,
  Direction: DIRECTIONS,
  Purpose: PURPOSES,
  PhiClass: [...PHI_CLASSES, 'unknown'],
  Baa: BAA_STATES,
  Transport: TRANSPORTS,
  Consent: CONSENTS,
  Authorization: AUTHORIZATIONS,
  Exception: EXCEPTIONS,
  Remuneration: REMUNERATIONS,
  UnencryptedChoice: UNENCRYPTED_CHOICES,
  Confidentiality: CONFIDENTIALITIES,
  Part2: PART2_STATES,
  Addressee: ADDRESSEES,
} as const satisfies Record<string, readonly string[]>;

/** What the schema must call the groups of dispositions, so that rules mean what they say. */
const GROUPS = {
  release: ['as_is', 'encrypted', 'portal', 'deidentified'],
  keep: ['quarantine', 'block'],
} as const;

/**
 * Compares the schema with the code's own lists. Without this, a value that the code knows and the
 * schema does not would be an evaluation error in production, and a disposition outside the `release`
 * group would escape every rule that forbids release.
 */
export function checkSchema(schema: string): readonly string[] {
  const parsed = schemaToJson(schema);
  if (parsed.type === 'failure') return parsed.errors.map((e) => `schema: ${describeError(e)}.`);
  const names = Object.keys(parsed.json);
  const root = parsed.json[''];
  if (names.some((name) => name !== '')) return ['schema: namespaces are not supported.'];
  if (root === undefined) return ['schema: declares nothing.'];

  const problems: string[] = [];
  for (const [type, values] of Object.entries(FACT_LISTS)) {
    const declared = root.entityTypes[type];
    const listed = declared !== undefined && 'enum' in declared ? declared.enum : [];
    if (!sameMembers(listed, values)) {
      problems.push(`schema: entity ${type} must be the enumeration ${values.join(', ')}.`);
    }
  }
  for (const [group, members] of Object.entries(GROUPS)) {
    const inGroup = DISPOSITIONS.filter((disposition) =>
      root.actions[disposition]?.memberOf?.some(({ id }) => id === group),
    );
    if (!sameMembers(inGroup, members)) {
      problems.push(`schema: the action group ${group} must hold exactly ${members.join(', ')}.`);
    }
  }
  return problems;
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && b.every((value) => a.includes(value));
}
