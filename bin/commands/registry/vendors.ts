import { type Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import * as z from 'zod';
import { CommandError } from '../running-gateway.ts';
import { addEditing, registryCommand, type RegistryCommand } from './registry-command.ts';
import { channelsBy } from './routes.ts';
import { putEntry, showOne, spoken, withWhy, type ChangeOptions } from './shared.ts';

const vendorView = z.looseObject({
  name: z.string(),
  planTier: z.string().optional(),
  baa: z
    .looseObject({
      expiresOn: z.string(),
      isAgent: z.boolean(),
      coveredServices: z.array(z.string()),
    })
    .optional(),
});

const VENDORS: RegistryCommand = {
  name: 'vendors',
  one: 'vendor',
  description: 'vendors and their business associate agreements',
  columns: ['id', 'name', 'status', 'until', 'plan', 'covers', 'version'],
  row(shown) {
    const { name, baa, planTier = '-' } = vendorView.parse(shown.entry);
    return [
      shown.id,
      name,
      paint(String(shown['status'])),
      baa?.expiresOn ?? '-',
      planTier,
      baa?.coveredServices.join('\n') ?? '-',
      String(shown.version),
    ];
  },
  async whatEndsWith(id, options) {
    const channels = await channelsBy(id, options);
    if (channels.length === 0) return undefined;
    return `${id} is by whom ${channels.join(', ')} goes out (routes of the policy). Nothing leaves that way any more, until it is added again or the policy names another vendor.`;
  },
};

interface AgreementOptions {
  readonly evidence?: string;
  readonly signed?: string;
  readonly effective?: string;
  readonly expires?: string;
  readonly review?: string;
  readonly noticeDays?: number;
  readonly agent?: boolean;
  readonly service?: readonly string[];
  readonly contact?: string;
}

/** `cordon vendors`. */
export function vendorsCommand(): Command {
  const command = addEditing(registryCommand(VENDORS), VENDORS);
  withWhy(
    withAgreement(
      command
        .command('add <id>')
        .description('add a vendor; with evidence and dates, its agreement too')
        .requiredOption('--name <name>', 'what it is called')
        .option('--plan <tier>', 'the plan that the company has'),
    ),
  ).action(
    spoken(
      async (
        id: string,
        options: ChangeOptions & AgreementOptions & { name: string; plan?: string },
      ) => {
        const baa = agreement(options, undefined);
        const entry = { id, name: options.name, baa, planTier: options.plan };
        await putEntry('vendors', id, entry, 0, options);
      },
    ),
  );
  withWhy(
    withAgreement(
      command
        .command('renew <id>')
        .description('enter a new or renewed agreement; what is not given stays as it was'),
    ),
  ).action(
    spoken(async (id: string, options: ChangeOptions & AgreementOptions) => {
      const { entry, version } = await showOne('vendors', id, options);
      const baa = agreement(options, entry['baa']);
      if (baa === undefined)
        throw new CommandError('Give the dates and the evidence of the agreement.');
      await putEntry('vendors', id, { ...entry, baa }, version, options);
    }),
  );
  return command;
}

function withAgreement(command: Command): Command {
  return command
    .option('--evidence <place>', 'where the signed agreement is kept')
    .option('--signed <date>', 'day of the last signature')
    .option('--effective <date>', 'first day; default the day of signature')
    .option('--expires <date>', 'last day')
    .option('--review <date>', 'when to look at it again')
    .option('--notice-days <days>', 'days to tell of a breach', parseDays)
    .option('--agent', 'the vendor acts as an agent (45 CFR 164.404(a)(2))')
    .option('--no-agent', 'it does not')
    .option('--service <name...>', 'a service that the agreement covers')
    .option('--contact <whom>', 'whom to tell of an incident');
}

/** What was given over what was there. Undefined: neither. The gateway checks it. */
function agreement(given: AgreementOptions, before: unknown): object | undefined {
  const named = {
    evidence: given.evidence,
    signedOn: given.signed,
    effectiveOn: given.effective ?? given.signed,
    expiresOn: given.expires,
    reviewOn: given.review,
    noticeDays: given.noticeDays,
    isAgent: given.agent,
    coveredServices: given.service,
    contact: given.contact,
  };
  const changes = Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined),
  );
  if (Object.keys(changes).length === 0) return undefined;
  const known = typeof before === 'object' && before !== null ? before : undefined;
  if (known === undefined && given.agent === undefined) {
    throw new CommandError(
      'Say --agent or --no-agent: what an agent of yours knows of a breach, you count as knowing (45 CFR 164.404(a)(2)).',
    );
  }
  return { ...known, ...changes };
}

function parseDays(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('It must be a number of days.');
  return Number(text);
}

function paint(status: string): string {
  if (status === 'active') return pc.green(status);
  return status === 'lapsed' ? pc.red(status) : pc.yellow(status);
}
