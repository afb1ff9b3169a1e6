import { Command, Option } from 'commander';
import * as z from 'zod';
import { CHANNELS, PURPOSES } from '../../../lambdas/core/vocabulary.ts';
import {
  type ChangeOptions,
  printTable,
  readText,
  type SharedOptions,
  spoken,
  withSharedOptions,
  withWhy,
} from '../registry/shared.ts';
import { askPeople, parseJson, PERSON_ARGUMENT, personKey } from './shared.ts';

const faults = z.array(z.object({ reason: z.string(), citation: z.string() }));
const judged = z.looseObject({
  id: z.string(),
  state: z.string(),
  faults,
  purposes: z.array(z.string()),
  signedOn: z.string().optional(),
  expiresOn: z.string().optional(),
});
type Judged = z.infer<typeof judged>;
const checked = z.object({
  state: z.string(),
  at: z.string(),
  authorizations: z.array(z.object({ id: z.string(), faults })),
});

/** `cordon authorizations`: what a person signed under 45 CFR 164.508. */
export function authorizationsCommand(): Command {
  const command = new Command('authorizations').description(
    'authorizations of one person (45 CFR 164.508)',
  );
  withWhy(
    command
      .command('add')
      .argument('<person>', PERSON_ARGUMENT)
      .description('record an authorization as it was signed')
      .requiredOption('--from <file>', 'JSON of its elements; - reads what is piped in'),
  ).action(
    spoken(async (person: string, options: ChangeOptions & { from: string }) => {
      const key = await personKey(person, options);
      const body = { authorization: parseJson(await readText(options.from)), why: options.why };
      const request = { method: 'POST', path: `${key}/authorizations`, body };
      print([await askPeople(options, request, judged, false)], options);
    }),
  );
  withSharedOptions(
    command
      .command('list')
      .argument('<person>', PERSON_ARGUMENT)
      .description('list them, with what each lacks'),
  ).action(
    spoken(async (person: string, options: SharedOptions) => {
      const path = `${await personKey(person, options)}/authorizations`;
      const schema = z.object({ authorizations: z.array(judged) });
      print((await askPeople(options, { path }, schema)).authorizations, options);
    }),
  );
  withSharedOptions(
    command
      .command('show')
      .argument('<person>', PERSON_ARGUMENT)
      .argument('<authorization>', 'id (aut_...)')
      .description('show one with its words'),
  ).action(
    spoken(async (person: string, id: string, options: SharedOptions) => {
      const path = `${await personKey(person, options)}/authorizations/${encodeURIComponent(id)}`;
      const shown = await askPeople(options, { path }, judged, false);
      console.log(JSON.stringify(shown, undefined, options.json === true ? undefined : 2));
    }),
  );
  withWhy(
    command
      .command('revoke')
      .argument('<person>', PERSON_ARGUMENT)
      .argument('<authorization>', 'id (aut_...)')
      .description('void from now on (45 CFR 164.508(b)(5))'),
  ).action(
    spoken(async (person: string, id: string, options: ChangeOptions) => {
      const key = await personKey(person, options);
      const path = `${key}/authorizations/${encodeURIComponent(id)}/revoke`;
      const request = { method: 'POST', path, body: { why: options.why } };
      print([await askPeople(options, request, judged, false)], options);
    }),
  );
  withSharedOptions(
    command
      .command('check')
      .argument('<person>', PERSON_ARGUMENT)
      .description('say whether one of them covers a use, and why the others do not')
      .addOption(new Option('--purpose <purpose>').choices(PURPOSES).makeOptionMandatory())
      .addOption(new Option('--channel <channel>').choices(CHANNELS).makeOptionMandatory())
      .option('--remunerated', 'a third party pays for the communication'),
  ).action(spoken(check));
  return command;
}

async function check(
  person: string,
  options: SharedOptions & { purpose: string; channel: string; remunerated?: boolean },
): Promise<void> {
  const { purpose, channel, remunerated = false } = options;
  const query = new URLSearchParams({ purpose, channel, remunerated: String(remunerated) });
  const path = `${await personKey(person, options)}/authorizations/check?${query.toString()}`;
  const answer = await askPeople(options, { path }, checked);
  if (options.json === true) {
    console.log(JSON.stringify(answer));
    return;
  }
  console.log(answer.state);
  for (const { id, faults: found } of answer.authorizations) {
    console.log(`  ${id}: ${describe(found)}`);
  }
}

function print(authorizations: readonly Judged[], options: SharedOptions): void {
  if (options.json === true) {
    console.log(JSON.stringify(authorizations));
    return;
  }
  printTable(
    ['authorization', 'purposes', 'signed', 'expires', 'state', 'why not'],
    authorizations.map(({ id, purposes, signedOn, expiresOn, state, faults: found }) => [
      id,
      purposes.join('\n'),
      signedOn ?? '-',
      expiresOn ?? '-',
      state,
      found.map(({ reason, citation }) => `${reason} (${citation})`).join('\n') || '-',
    ]),
  );
}

function describe(found: z.infer<typeof faults>): string {
  return found.length === 0
    ? 'covers it'
    : found.map(({ reason, citation }) => `${reason} (${citation})`).join('; ');
}
