import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { CHANNELS, KEY_PREFIXES, LANES, PURPOSES } from '../../../lambdas/core/vocabulary.ts';
import { callAdmin, findAdminGateway } from '../admin-client.ts';
import { CommandError, readRunningGateway } from '../running-gateway.ts';
import { addEvents } from './events.ts';
import { firstOfficerKey } from './first-key.ts';
import { asEnvironment, keyForms } from './key-forms.ts';
import { addLimit, limitFrom, withLimit, type LimitOptions } from './limit.ts';
import { registryCommand, type RegistryCommand } from './registry-command.ts';
import { addShadow } from './shadow.ts';
import { sayWritten, spoken, withWhy, writtenSchema, type ChangeOptions } from './shared.ts';

const keyView = z.looseObject({
  entityId: z.string(),
  holder: z.string().optional(),
  secrets: z.array(z.looseObject({ validUntil: z.string().optional() })),
  revokedAt: z.string().optional(),
  use: z.looseObject({
    kind: z.string(),
    lane: z.string().optional(),
    purposes: z.array(z.string()).optional(),
    channels: z.array(z.string()).optional(),
    shadow: z.looseObject({ until: z.string() }).optional(),
  }),
});

const KEYS: RegistryCommand = {
  name: 'keys',
  one: 'key',
  description: 'access keys of senders, auditors and officers',
  columns: ['id', 'holder', 'entity', 'use', 'purposes', 'channels', 'state', 'last used (UTC)'],
  row(shown) {
    const { entityId, holder = '-', use, revokedAt, secrets } = keyView.parse(shown.entry);
    const rotated = secrets[1]?.validUntil;
    const state =
      revokedAt !== undefined
        ? 'revoked'
        : rotated === undefined
          ? 'valid'
          : `old until\n${rotated}`;
    return [
      shown.id,
      holder,
      entityId,
      use.lane === undefined ? use.kind : `${use.kind}, ${use.lane}`,
      use.purposes?.join('\n') ?? '-',
      use.channels?.join('\n') ?? '-',
      use.shadow === undefined ? state : `${state}\nshadow until\n${use.shadow.until}`,
      typeof shown['lastUsedAt'] === 'string'
        ? shown['lastUsedAt'].slice(0, 16).replace('T', ' ')
        : 'never',
    ];
  },
};

const issuedSchema = z.object({
  id: z.string(),
  version: z.number(),
  credential: z.string(),
  signingSecret: z.string().optional(),
});

interface IssueOptions extends ChangeOptions {
  readonly env?: boolean;
  readonly baseUrl?: string;
}

interface AddOptions extends IssueOptions, LimitOptions {
  readonly entity: string;
  readonly holder?: string;
  readonly use: 'send' | 'audit' | 'officer';
  readonly lane?: string;
  readonly purpose?: readonly string[];
  readonly channel?: readonly string[];
  readonly reveals?: boolean;
  readonly events?: string;
}

/** `cordon keys`. */
export function keysCommand(): Command {
  const command = addEvents(addLimit(addShadow(registryCommand(KEYS), KEYS)));
  withForms(
    withLimit(command.command('add'))
      .description('make a key; its credential is printed once and never again')
      .requiredOption('--entity <id>', 'the covered entity whose data it is for')
      .addOption(new Option('--use <use>').choices(['send', 'audit', 'officer']).default('send'))
      .addOption(new Option('--lane <lane>', 'of a key that sends').choices(LANES))
      .addOption(
        new Option('--purpose <purpose...>', 'what it may send for, the usual one first').choices(
          PURPOSES,
        ),
      )
      .addOption(new Option('--channel <channel...>', 'what it may send by').choices(CHANNELS))
      .option('--reveals', 'of a clinical key: it may open tokens, each time on record')
      .option('--events <destination>', 'which destination is told what becomes of its messages')
      .option('--holder <what>', 'the program or role that gets it'),
  ).action(
    spoken(async (options: AddOptions) => {
      const { entity: entityId, holder, why } = options;
      const body = {
        entityId,
        ...(holder === undefined ? {} : { holder }),
        use: useOf(options),
        why,
      };
      await issue({ path: 'keys', body }, options);
    }),
  );
  withForms(
    command
      .command('rotate <id>')
      .description('make a new secret; the one before stays valid for the overlap')
      .requiredOption('--overlap <time>', 'such as 7d, 12h, 30m; 0 for none', parseOverlap),
  ).action(
    spoken(async (id: string, options: IssueOptions & { overlap: number }) => {
      const body = { overlapSeconds: options.overlap, why: options.why };
      await issue({ path: `keys/${encodeURIComponent(id)}/rotate`, body }, options);
    }),
  );
  withWhy(command.command('revoke <id>').description('end a key at once, for good')).action(
    spoken(async (id: string, options: ChangeOptions) => {
      const gateway = await findAdminGateway(options, false);
      const path = `keys/${encodeURIComponent(id)}/revoke`;
      const request = { method: 'POST', path, body: { why: options.why } };
      const { version } = await callAdmin(gateway, request, writtenSchema);
      sayWritten(id, version, options);
    }),
  );
  command
    .command('bootstrap')
    .description("make a deployment's first officer key, and print its item for the registry table")
    .requiredOption('--entity <id>', 'the covered entity whose data it is for')
    .action(
      spoken(({ entity }: { readonly entity: string }) => {
        const { credential, item } = firstOfficerKey(entity);
        // The item alone on standard output, so that it can be put with the AWS CLI.
        console.log(item);
        console.error(`Keep this credential now, it is not shown again: ${credential}`);
        return Promise.resolve();
      }),
    );
  return command;
}

function useOf(options: AddOptions): object {
  const { use, lane, purpose, channel, reveals, events } = options;
  const limit = limitFrom(options);
  if (use !== 'send') {
    if ([lane, purpose, channel, reveals, events, limit].some((given) => given !== undefined)) {
      const wrong =
        '--lane, --purpose, --channel, --reveals, --events and limits are for keys that send.';
      throw new CommandError(wrong);
    }
    return { kind: use };
  }
  if (lane === undefined || purpose === undefined || channel === undefined) {
    throw new CommandError('A key that sends needs --lane, --purpose and --channel.');
  }
  return {
    ...{ kind: use, lane, purposes: purpose, channels: channel },
    ...(reveals === true ? { reveals } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(events === undefined ? {} : { events }),
  };
}

/** Of commands that print a new credential. */
function withForms(command: Command): Command {
  return withWhy(
    command
      .option('--env', 'print it as environment variables for each client, as a .env file has them')
      .option(
        '--base-url <url>',
        'where senders reach the gateway; default: where this command does',
      ),
  );
}

async function issue(
  request: { readonly path: string; readonly body: unknown },
  options: IssueOptions,
): Promise<void> {
  const gateway = await findAdminGateway(options, false);
  const base = baseUrlOf(options.baseUrl ?? gateway.url);
  const issued = await callAdmin(gateway, { method: 'POST', ...request }, issuedSchema);
  // Of the gateway on this machine it is known where it takes mail; of another one, its operator knows.
  const isHere = options.url === undefined && options.baseUrl === undefined;
  const smtp = isHere ? (await readRunningGateway(options.data)).smtp : undefined;
  const forms = isSender(issued.id) ? keyForms(issued, base, smtp) : [];
  if (options.json === true) {
    console.log(JSON.stringify({ ...issued, ...(forms.length === 0 ? {} : { forms }) }));
    return;
  }
  console.error(`${issued.id}: keep this credential now, it is not shown again.`);
  if (options.env === true && forms.length > 0) {
    console.log(asEnvironment(forms));
    return;
  }
  // The credential alone on standard output, so that it can be piped into a secret store.
  console.log(issued.credential);
  if (forms.length === 0) return;
  const clients = forms.map(
    ({ api, key, baseUrl }) => `  ${api.padEnd(24)}${mask(key)}  ${baseUrl}`,
  );
  console.error(`As clients take it (--env prints it whole):\n${clients.join('\n')}`);
}

/** The secret is shown once, on standard output. */
function mask(key: string): string {
  return `${key.slice(0, key.lastIndexOf('.') + 1)}...`;
}

function isSender(id: string): boolean {
  return id.startsWith(`${KEY_PREFIXES.marketing}_`) || id.startsWith(`${KEY_PREFIXES.clinical}_`);
}

/** Checked before a key is made: what is printed afterwards cannot be printed again. @throws CommandError */
function baseUrlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw new CommandError('--base-url must be an address such as https://send.clinic.example.');
  }
  return url.href.replace(/\/$/, '');
}

const UNITS = { d: 24 * 60 * 60, h: 60 * 60, m: 60 } as const;

function parseOverlap(text: string): number {
  const [, count, unit] = /^(\d{1,5})([dhm])$/.exec(text) ?? [];
  if (text === '0') return 0;
  if (count === undefined || unit === undefined) {
    throw new InvalidArgumentError('It must be a time such as 7d, 12h or 30m, or 0.');
  }
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}
