import type { Lane } from '../../../lambdas/core/vocabulary.ts';
import { OFFICES as ALL_OFFICES, type Office } from '../../../lib/config/people.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../../lib/names.ts';

import { FUNCTIONS } from './functions.ts';
import { OFFICES } from './people.ts';
import { keeper, MAIL_KEEPER, relay } from './words.ts';

/**
 * Who may do what: the access matrix, as data. Each role, and of everything that is asked (`../support/probes.ts`) what it may
 * do; all else is refused. `access.test.ts` checks every cell, `docs/access-matrix.md` shows them.
 */

/** Roles of the deployment, without prefix and region: of functions, of mail by SMTP, of mail that comes in, and of people. */
export type RoleName =
  FunctionName | `smtp-${Lane}` | `smtp-${Lane}-keeper` | 'mail-keeper' | `people-${Office}`;

export const ROLES: readonly RoleName[] = [
  ...FUNCTION_NAMES,
  ...(['clinical', 'marketing'] as const).flatMap((lane): RoleName[] => [
    `smtp-${lane}`,
    `smtp-${lane}-keeper`,
  ]),
  'mail-keeper',
  ...ALL_OFFICES.map((office): RoleName => `people-${office}`),
];

/** All that each role may do, of everything that is asked. */
export const POWERS: Readonly<Record<RoleName, readonly string[]>> = {
  ...FUNCTIONS,
  ...OFFICES,
  'mail-keeper': MAIL_KEEPER,
  'smtp-clinical': relay('clinical'),
  'smtp-clinical-keeper': keeper('clinical'),
  'smtp-marketing': relay('marketing'),
  'smtp-marketing-keeper': keeper('marketing'),
};
