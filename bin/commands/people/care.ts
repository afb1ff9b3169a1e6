import type { Command } from 'commander';
import { spoken, withWhy, type ChangeOptions } from '../registry/shared.ts';
import { notePerson, PERSON_ARGUMENT, personKey } from './shared.ts';

interface CareOptions extends ChangeOptions {
  readonly since?: string;
  readonly end?: boolean;
}

/** Who acts for a person, and who is a clinician: whom else a message about somebody may go to. */
export function addCare(command: Command): void {
  withWhy(
    command
      .command('representative')
      .argument('<person>', PERSON_ARGUMENT)
      .argument('<representative>', 'who acts for the person, named in the same way')
      .description('record a personal representative (45 CFR 164.502(g)), or end it')
      .option('--since <time>', 'from when; now if absent')
      .option('--end', 'it has ended'),
  ).action(
    spoken(async (person: string, other: string, { since, end, ...options }: CareOptions) => {
      const key = await personKey(other, options);
      const change =
        end === true
          ? { change: 'representative_ended', person: key }
          : { change: 'representative', person: key, since };
      await notePerson(person, change, options);
    }),
  );
  withWhy(
    command
      .command('clinician')
      .argument('<person>', PERSON_ARGUMENT)
      .description('record that the person is a clinician, or no more')
      .option('--since <time>', 'from when; now if absent')
      .option('--end', 'it has ended'),
  ).action(
    spoken(async (person: string, { since, end, ...options }: CareOptions) => {
      const change = end === true ? { change: 'clinician_ended' } : { change: 'clinician', since };
      await notePerson(person, change, options);
    }),
  );
}
