import { Option, type Command } from 'commander';
import type { assumedFacts } from '../../lambdas/core/decide/case-file.ts';
import { FACT_VALUES } from '../../lambdas/core/decide/fact-space.ts';
import type { DecisionFacts } from '../../lambdas/core/decide/facts.ts';

/** The facts that have a value to be taken for what is not said. */
type Assumed = keyof ReturnType<typeof assumedFacts>;

/** What the options of `addFactOptions` are parsed into; absent: not said. */
export type FactOptions = Partial<Pick<DecisionFacts, Exclude<Assumed, Flag>>> & {
  readonly unreadable?: true;
  readonly deidentify: boolean;
  readonly portal?: true;
};
type Flag = 'unreadableParts' | 'canDeidentify' | 'portalAvailable';

const DESCRIPTIONS: readonly (readonly [Exclude<Assumed, Flag>, string])[] = [
  ['baa', "agreement with the receiver's vendor"],
  ['transport', 'connection to the receiver'],
  ['consent', 'may this purpose go by this channel to this person'],
  ['authorization', "the person's authorization under 45 CFR 164.508"],
  ['exception', 'what the sender declares that needs no authorization'],
  ['remuneration', 'what a third party pays for it'],
  ['unencryptedChoice', 'the person chose plain email or text after a warning'],
  ['confidential', 'address and channel are ones the person accepts'],
  ['addressee', 'who the recipient is to the person the message is about'],
  ['part2', 'substance use disorder record (42 CFR Part 2)'],
];

/** An option that takes one of a fact's values. */
export function factOption(fact: keyof typeof FACT_VALUES, description = ''): Option {
  const name = fact.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return new Option(`--${name} <value>`, description).choices(FACT_VALUES[fact].map(String));
}

/** Adds an option for each fact that need not be said. */
export function addFactOptions(command: Command): Command {
  for (const [fact, description] of DESCRIPTIONS) {
    command.addOption(factOption(fact, description));
  }
  return command
    .option('--unreadable', 'some part could not be read')
    .option('--no-deidentify', 'the format cannot be rewritten')
    .option('--portal', 'there is a portal');
}

/** The facts that were said with options, and for the others what is assumed. */
export function factsFrom(
  options: FactOptions,
  assumed: ReturnType<typeof assumedFacts>,
): ReturnType<typeof assumedFacts> {
  const said = DESCRIPTIONS.flatMap(([fact]) =>
    options[fact] === undefined ? [] : [[fact, options[fact]] as const],
  );
  return {
    ...assumed,
    ...Object.fromEntries(said),
    unreadableParts: options.unreadable ?? assumed.unreadableParts,
    canDeidentify: options.deidentify,
    portalAvailable: options.portal ?? assumed.portalAvailable,
  };
}
