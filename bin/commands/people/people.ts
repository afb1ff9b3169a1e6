import { Command, Option } from 'commander';
import * as z from 'zod';
import { MAX_LINES } from '../../../lambdas/core/people/person-lines.ts';
import { CHANNELS } from '../../../lambdas/core/vocabulary.ts';
import {
  type ChangeOptions,
  historySchema,
  printHistory,
  printTable,
  readText,
  sayWritten,
  type SharedOptions,
  spoken,
  withSharedOptions,
  withWhy,
} from '../registry/shared.ts';
import { parseVersion } from '../registry/registry-command.ts';
import { CommandError } from '../running-gateway.ts';
import { addCare } from './care.ts';
import {
  askPeople,
  notePerson,
  parseJson,
  PERSON_ARGUMENT,
  personKey,
  readPerson,
} from './shared.ts';

const written = z.object({ id: z.string(), version: z.number() });
const summary = z.looseObject({
  id: z.string(),
  addresses: z.array(z.looseObject({ kind: z.string() })),
  consents: z.array(z.unknown()),
  optOuts: z.array(z.looseObject({ endedAt: z.string().optional() })),
  authorizations: z.array(z.unknown()),
});
const page = z.object({ people: z.array(summary), after: z.string().optional() });
const imported = z.object({
  created: z.number(),
  changed: z.number(),
  unchanged: z.number(),
});
const exported = z.object({ lines: z.string(), after: z.string().optional() });

interface AddOptions extends ChangeOptions {
  readonly email?: readonly string[];
  readonly phone?: readonly string[];
  readonly record?: readonly string[];
  readonly from?: string;
  readonly shared?: boolean;
}

/** `cordon people`: whom the company writes to, for the privacy officer. */
export function peopleCommand(): Command {
  const command = new Command('people').description('people: addresses, preferences, requests');
  withWhy(
    command
      .command('add')
      .description('add a person')
      .option('--email <address...>', 'mail addresses')
      .option('--phone <number...>', 'telephone numbers')
      .option(
        '--record <number...>',
        'record numbers (MRN), by which a message says whom it is about',
      )
      .option('--from <file>', 'JSON of the whole person instead; - reads what is piped in')
      .option('--shared', 'the addresses may be somebody else’s too'),
  ).action(spoken(add));

  withSharedOptions(command.command('list').description('list people, without addresses')).action(
    spoken(list),
  );
  withSharedOptions(
    command.command('show').argument('<person>', PERSON_ARGUMENT).description('show one person'),
  ).action(
    spoken(async (person: string, options: SharedOptions) => {
      const path = await personKey(person, options);
      const schema = z.looseObject({ person: z.looseObject({}) });
      const shown = await askPeople(options, { path }, schema);
      console.log(JSON.stringify(shown, undefined, options.json === true ? undefined : 2));
    }),
  );
  withSharedOptions(
    command
      .command('history')
      .argument('<person>', PERSON_ARGUMENT)
      .description('every version, with who changed it and why'),
  ).action(spoken(showHistory));
  withWhy(
    command
      .command('change')
      .argument('<person>', PERSON_ARGUMENT)
      .description('replace a person by the JSON of a file; refusals stay')
      .requiredOption(
        '--from <file>',
        'JSON of the whole person, as show or export prints it; - reads what is piped in',
      )
      .option(
        '--expect <version>',
        'refuse if it is at another version by now; default what the file says',
        parseVersion,
      ),
  ).action(
    spoken(async (person: string, options: ChangeOptions & { from: string; expect?: number }) => {
      const path = await personKey(person, options);
      const given = readPerson(await readText(options.from));
      const expectedVersion = options.expect ?? given.version;
      const body = { person: given.person, expectedVersion, why: options.why };
      const done = await askPeople(options, { method: 'PUT', path, body }, written, false);
      sayWritten(done.id, done.version, options);
    }),
  );
  addWishes(command);
  addCare(command);
  withWhy(
    command
      .command('import <file>')
      .description('put every line of a JSON Lines file, or none; - reads what is piped in')
      .option('--check', 'only say whether it could be'),
  ).action(spoken(importPeople));
  withSharedOptions(
    command.command('export').description('print them as JSON Lines, with addresses'),
  ).action(
    spoken(async (options: SharedOptions) => {
      for (let after: string | undefined = ''; after !== undefined;) {
        const path = `export?limit=200${after === '' ? '' : `&after=${after}`}`;
        const answer: z.infer<typeof exported> = await askPeople(
          options,
          { path },
          exported,
          false,
        );
        process.stdout.write(answer.lines);
        after = answer.after;
      }
    }),
  );
  return command;
}

interface WishOptions extends ChangeOptions {
  readonly channel: string;
  readonly warned?: string;
  readonly chose?: string;
  readonly revoke?: boolean;
}
interface ConfidentialOptions extends ChangeOptions {
  readonly requested?: string;
  readonly use?: readonly string[];
  readonly avoid?: readonly string[];
  readonly useAddress?: readonly string[];
  readonly avoidAddress?: readonly string[];
  readonly end?: string;
}

function addWishes(command: Command): void {
  withWhy(
    command
      .command('unencrypted')
      .argument('<person>', PERSON_ARGUMENT)
      .description('record that a person chose plain mail or text after a warning')
      .addOption(new Option('--channel <channel>').choices(['email', 'sms']).makeOptionMandatory())
      .option('--warned <time>', 'when the person was warned')
      .option('--chose <time>', 'when the person chose')
      .option('--revoke', 'the person wants it protected again'),
  ).action(
    spoken(async (person: string, options: WishOptions) => {
      const { channel, warned, chose, revoke } = options;
      if (revoke === true) {
        await notePerson(person, { change: 'unencrypted_choice_revoked', channel }, options);
        return;
      }
      if (warned === undefined || chose === undefined) {
        throw new CommandError(
          'A choice needs --warned and --chose: without a warning it is none.',
        );
      }
      const choice = { channel, warnedAt: warned, choseAt: chose };
      await notePerson(person, { change: 'unencrypted_choice', choice }, options);
    }),
  );
  withWhy(
    command
      .command('confidential')
      .argument('<person>', PERSON_ARGUMENT)
      .description('record a request of 45 CFR 164.522(b), or end one')
      .option('--requested <time>', 'when it was made; now if absent')
      .addOption(new Option('--use <channel...>', 'only by these').choices(CHANNELS))
      .addOption(new Option('--avoid <channel...>', 'not by these').choices(CHANNELS))
      .option('--use-address <address...>', 'only at these')
      .option('--avoid-address <address...>', 'not at these')
      .option('--end <id>', 'end the request with this id (ccr_...)'),
  ).action(
    spoken(async (person: string, options: ConfidentialOptions) => {
      const {
        requested = new Date().toISOString(),
        use,
        avoid,
        useAddress,
        avoidAddress,
        end,
      } = options;
      if (end !== undefined) {
        await notePerson(person, { change: 'confidential_request_ended', id: end }, options);
        return;
      }
      const request = {
        requestedAt: requested,
        use: { channels: use, addresses: useAddress },
        avoid: { channels: avoid, addresses: avoidAddress },
      };
      await notePerson(person, { change: 'confidential_request', request }, options);
      if (options.json !== true) await sayRequest(person, options);
    }),
  );
}

const shownRequests = z.looseObject({ requests: z.array(z.object({ id: z.string() })) });

/** The id that the last request is ended by. */
async function sayRequest(person: string, options: SharedOptions): Promise<void> {
  const path = await personKey(person, options);
  const { requests } = await askPeople(options, { path }, shownRequests, false);
  const id = requests.at(-1)?.id ?? '';
  console.error(`The request is ${id}: --end ${id} ends it.`);
}

async function add(options: AddOptions): Promise<void> {
  const { email = [], phone = [], record = [], from, shared = false, why } = options;
  const person =
    from === undefined
      ? {
          addresses: [
            ...email.map((value) => ({ kind: 'email', value })),
            ...phone.map((value) => ({ kind: 'phone', value })),
            ...record.map((value) => ({ kind: 'record', value })),
          ],
        }
      : parseJson(await readText(from));
  const request = { method: 'POST', path: '', body: { person, shared, why } };
  const { id, version } = await askPeople(options, request, written, false);
  sayWritten(id, version, options);
}

async function list(options: SharedOptions): Promise<void> {
  const people: z.infer<typeof summary>[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const path = `?limit=200${after === '' ? '' : `&after=${after}`}`;
    const answer: z.infer<typeof page> = await askPeople(options, { path }, page);
    people.push(...answer.people);
    after = answer.after;
  }
  if (options.json === true) {
    console.log(JSON.stringify(people));
    return;
  }
  printTable(
    ['person', 'addresses', 'consents', 'opt-outs in force', 'authorizations'],
    people.map(({ id, addresses, consents, optOuts, authorizations }) => [
      id,
      addresses.map(({ kind }) => kind).join(', '),
      String(consents.length),
      String(optOuts.filter(({ endedAt }) => endedAt === undefined).length),
      String(authorizations.length),
    ]),
  );
}

export async function showHistory(person: string, options: SharedOptions): Promise<void> {
  const key = await personKey(person, options);
  printHistory(await askPeople(options, { path: `${key}/history` }, historySchema), options);
}

/** Long files go in parts, each of which is checked before the first is written. */
async function importPeople(
  file: string,
  options: ChangeOptions & { readonly check?: boolean },
): Promise<void> {
  const rows = (await readText(file)).split('\n');
  const parts: string[] = [];
  for (let at = 0; at < rows.length; at += MAX_LINES) {
    // Blank lines in front, so that line numbers are those of the file.
    parts.push('\n'.repeat(at) + rows.slice(at, at + MAX_LINES).join('\n'));
  }
  const send = (lines: string, checkOnly: boolean) => {
    const body = { lines, checkOnly, why: options.why };
    return askPeople(options, { method: 'POST', path: 'import', body }, imported, false);
  };
  const filled = parts.filter((part) => part.trim() !== '');
  if (filled.length === 0) throw new CommandError(`There is nothing in ${file}.`);
  const counts = { created: 0, changed: 0, unchanged: 0 };
  const rounds = options.check === true ? [true] : filled.length > 1 ? [true, false] : [false];
  for (const checkOnly of rounds) {
    Object.assign(counts, { created: 0, changed: 0, unchanged: 0 });
    for (const part of filled) {
      const { created, changed, unchanged } = await send(part, checkOnly);
      counts.created += created;
      counts.changed += changed;
      counts.unchanged += unchanged;
    }
  }
  if (options.json === true) console.log(JSON.stringify(counts));
  else {
    const { created, changed, unchanged } = counts;
    const would = options.check === true ? 'Would be ' : '';
    console.log(
      `${would}${String(created)} created, ${String(changed)} changed, ${String(unchanged)} unchanged.`,
    );
  }
}
