import {
  PROFILES,
  suits,
  TRANSFORMS,
  type ProfileName,
  type TransformChoice,
  type TransformName,
} from '../../lambdas/core/protect/profiles.ts';
import { IDENTIFIER_LABELS, type IdentifierLabel } from '../../lambdas/core/scan/labels.ts';
import { CommandInputError } from './problems.ts';

/** As the command line gives them. */
export interface DeidentifyOptions {
  readonly out?: string;
  readonly profile?: string;
  /** `NAME=mask`, each. */
  readonly label?: readonly string[];
  readonly seed?: string;
  readonly report?: string;
  readonly json?: boolean;
  readonly care?: boolean;
  readonly keepGoing?: boolean;
  readonly force?: boolean;
  readonly type?: string;
}

/** @throws CommandInputError */
export function readProfile(name: string | undefined): ProfileName {
  const profile = PROFILES.find((known) => known === (name ?? 'safe-harbor'));
  if (profile !== undefined) return profile;
  throw new CommandInputError(`There is no such profile. There are: ${PROFILES.join(', ')}.`);
}

/** @throws CommandInputError */
export function readChoice(pairs: readonly string[] = []): TransformChoice {
  const choice: Partial<Record<IdentifierLabel, TransformName>> = {};
  for (const pair of pairs) {
    const [left = '', right = ''] = pair.split('=', 2);
    const label = IDENTIFIER_LABELS.find((known) => known === left.trim().toUpperCase());
    if (label === undefined) {
      throw new CommandInputError(
        `--label takes LABEL=TRANSFORM, with one of the labels ${IDENTIFIER_LABELS.join(', ')}.`,
      );
    }
    const transform = TRANSFORMS.find((known) => known === right.trim().toLowerCase());
    if (transform === undefined) {
      throw new CommandInputError(
        `--label takes LABEL=TRANSFORM, with one of the transforms ${TRANSFORMS.join(', ')}.`,
      );
    }
    if (!suits(transform, label)) {
      throw new CommandInputError(`The transform ${transform} has no form for ${label}.`);
    }
    choice[label] = transform;
  }
  return choice;
}
