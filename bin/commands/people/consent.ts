import { Command, Option } from 'commander';
import * as z from 'zod';
import { HOWS } from '../../../lambdas/core/people/person.ts';
import { CHANNELS, PURPOSES } from '../../../lambdas/core/vocabulary.ts';
import {
  type ChangeOptions,
  printTable,
  type SharedOptions,
  spoken,
  withSharedOptions,
  withWhy,
} from '../registry/shared.ts';
import { showHistory } from './people.ts';
import { askPeople, notePerson, PERSON_ARGUMENT, personKey } from './shared.ts';

const states = z.object({
  at: z.string(),
  states: z.array(
    z.looseObject({
      purpose: z.string(),
      channel: z.string(),
      state: z.string(),
      because: z.looseObject({ at: z.string(), how: z.string() }).optional(),
    }),
  ),
});

interface ConsentOptions extends ChangeOptions {
  readonly purpose?: string;
  readonly channel?: string;
  readonly address?: string;
  readonly how: string;
  readonly at?: string;
}

const purpose = () => new Option('--purpose <purpose>').choices(PURPOSES);
const channel = () => new Option('--channel <channel>').choices(CHANNELS);
const how = () =>
  new Option('--how <how>', 'how it became known').choices(HOWS).makeOptionMandatory();

/** `cordon consent`: what a person agreed to and refused. */
export function consentCommand(): Command {
  const command = new Command('consent').description('consents and opt-outs of one person');
  withWhy(
    command
      .command('grant')
      .argument('<person>', PERSON_ARGUMENT)
      .description('record express consent to one purpose by one channel')
      .addOption(purpose().makeOptionMandatory())
      .addOption(channel().makeOptionMandatory())
      .addOption(how())
      .option('--at <time>', 'when it was given; now if absent'),
  ).action(
    spoken(async (person: string, options: ConsentOptions) => {
      const { purpose, channel, how, at } = options;
      await notePerson(person, { change: 'consent', purpose, channel, how, at }, options);
    }),
  );
  withWhy(
    command
      .command('refuse')
      .argument('<person>', PERSON_ARGUMENT)
      .description('record an opt-out, in force at once; from everything unless narrowed')
      .addOption(purpose())
      .addOption(channel())
      .option('--address <address>', 'of this one address only')
      .addOption(how()),
  ).action(
    spoken(async (person: string, options: ConsentOptions) => {
      const { purpose, channel, address, how } = options;
      await notePerson(person, { change: 'opt_out', purpose, channel, address, how }, options);
    }),
  );
  withSharedOptions(
    command
      .command('show')
      .argument('<person>', PERSON_ARGUMENT)
      .description('what may be sent, for each purpose and channel')
      .addOption(purpose())
      .addOption(channel())
      .option('--at <time>', 'at another moment than now'),
  ).action(spoken(show));
  withSharedOptions(
    command
      .command('history')
      .argument('<person>', PERSON_ARGUMENT)
      .description('every change, with who made it and why'),
  ).action(spoken(showHistory));
  return command;
}

async function show(
  person: string,
  options: SharedOptions & { purpose?: string; channel?: string; at?: string },
): Promise<void> {
  const key = await personKey(person, options);
  const query = new URLSearchParams();
  for (const name of ['purpose', 'channel', 'at'] as const) {
    const value = options[name];
    if (value !== undefined) query.set(name, value);
  }
  const answer = await askPeople(options, { path: `${key}/consent?${query.toString()}` }, states);
  if (options.json === true) {
    console.log(JSON.stringify(answer));
    return;
  }
  printTable(
    ['purpose', 'channel', 'state', 'since (UTC)', 'how'],
    answer.states.map(({ purpose, channel, state, because }) => [
      purpose,
      channel,
      state,
      because?.at.slice(0, 19).replace('T', ' ') ?? '-',
      because?.how ?? '-',
    ]),
  );
}
