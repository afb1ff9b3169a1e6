import Table from 'cli-table3';
import { Command, InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';
import * as z from 'zod';
import { decisionRecordSchema } from '../../lambdas/adapters/aws/shared/decision-record-schema.ts';
import type { DecisionRecord } from '../../lambdas/core/record/decision-record.ts';
import { DIRECTIONS, DISPOSITIONS, LANES } from '../../lambdas/core/vocabulary.ts';
import { CommandError, readRunningGateway, reportCommandError } from './running-gateway.ts';

interface DecisionsArguments {
  readonly data: string;
  readonly url?: string;
  readonly json?: boolean;
  readonly table?: boolean;
  readonly limit: number;
  readonly since?: string;
  readonly until?: string;
  readonly lane?: string;
  readonly direction?: string;
  readonly disposition?: string;
  readonly message?: string;
}

/** `cordon decisions`: what was decided and why, newest first. */
export function decisionsCommand(): Command {
  return new Command('decisions')
    .description('list decisions, newest first')
    .option('--limit <number>', 'at most this many, 1 to 1000', parseLimit, 20)
    .option('--since <time>', 'date or time, ISO 8601; default 30 days ago')
    .option('--until <time>', 'date or time, ISO 8601; default now')
    .addOption(new Option('--lane <lane>').choices(LANES))
    .addOption(new Option('--direction <direction>').choices(DIRECTIONS))
    .addOption(new Option('--disposition <disposition>').choices(DISPOSITIONS))
    .option('--message <id>', 'only the decisions of this message')
    .addOption(new Option('--table', 'an overview, one row for each decision').conflicts('json'))
    .option('--json', 'print one JSON object')
    .option('--url <url>', 'gateway to ask; the audit key is read from CORDON_AUDIT_KEY')
    .option('--data <dir>', "the development gateway's data folder", '.cordon')
    .action(async (given: DecisionsArguments) => {
      try {
        const { decisions, more } = await fetchDecisions(given);
        if (given.json === true) console.log(JSON.stringify({ decisions, more }));
        else if (decisions.length === 0) console.log('No decisions in this time.');
        else if (given.table === true) console.log(table(decisions));
        else console.log(decisions.map(block).join('\n\n'));
        if (more && given.json !== true) {
          const oldest = decisions.at(-1)?.decidedAt ?? '';
          console.error(`There are more: raise --limit, or go on with --until ${oldest}`);
        }
      } catch (error) {
        reportCommandError(error);
      }
    });
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!/^\d{1,4}$/.test(text) || limit < 1 || limit > 1000) {
    throw new InvalidArgumentError('It must be a number from 1 to 1000.');
  }
  return limit;
}

interface Answer {
  readonly decisions: readonly DecisionRecord[];
  /** There are older ones that the limit left out. */
  readonly more: boolean;
}
const answerSchema: z.ZodType<Answer> = z.object({
  decisions: z.array(decisionRecordSchema),
  more: z.boolean(),
});
const problemSchema = z.object({
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
});

async function fetchDecisions(given: DecisionsArguments): Promise<Answer> {
  const { url, key } = await findGateway(given);
  const query = new URLSearchParams({ limit: String(given.limit) });
  const { since, until, lane, direction, disposition, message } = given;
  const filters = { since, until, lane, direction, disposition, messageId: message };
  for (const [name, value] of Object.entries(filters)) {
    if (value !== undefined) query.set(name, value);
  }
  const response = await fetch(`${url}/v1/decisions?${query.toString()}`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(30_000),
  }).catch(() => {
    throw new CommandError(`Nothing answers at ${url}; is the gateway running?`);
  });
  if (response.status === 401)
    throw new CommandError(`The gateway at ${url} does not know this audit key.`);
  if (response.status === 400) {
    const { errors } = await readAnswer(response, problemSchema, url);
    const what = errors.map(({ field, message: said }) =>
      field === '' ? said : `--${field.slice(1)} ${said}`,
    );
    throw new CommandError(`The gateway cannot answer the question: ${what.join('; ')}`);
  }
  if (!response.ok) {
    throw new CommandError(`The gateway answered ${String(response.status)}; try again.`);
  }
  return await readAnswer(response, answerSchema, url);
}

/** Another server may answer at the address; what it says is not repeated. @throws CommandError */
async function readAnswer<T>(response: Response, schema: z.ZodType<T>, url: string): Promise<T> {
  const body: unknown = await response.json().catch(() => undefined);
  const answer = schema.safeParse(body);
  if (!answer.success) {
    throw new CommandError(`What answers at ${url} is not a Cordon gateway of this version.`);
  }
  return answer.data;
}

async function findGateway(given: DecisionsArguments): Promise<{ url: string; key: string }> {
  const environmentKey = process.env['CORDON_AUDIT_KEY'];
  if (given.url !== undefined) {
    if (environmentKey === undefined) {
      throw new CommandError('With --url, set CORDON_AUDIT_KEY to an audit key.');
    }
    return { url: given.url.replace(/\/$/, ''), key: environmentKey };
  }
  const { url, credentials } = await readRunningGateway(given.data);
  return { url, key: credentials.auditKey };
}

function table(decisions: readonly DecisionRecord[]): string {
  const plain = { head: [], border: [] };
  const view = new Table({
    head: ['time (UTC)', 'lane', 'from', 'to', 'class', 'found', 'disposition', 'reason', 'ms'],
    style: pc.isColorSupported ? { head: ['bold'], border: ['dim'] } : plain,
  });
  for (const decision of decisions) {
    view.push([
      decision.decidedAt.slice(0, 19).replace('T', ' '),
      `${decision.lane} ${decision.direction === 'inbound' ? 'in' : 'out'}`,
      decision.origin.id,
      target(decision),
      decision.classification,
      found(decision).replaceAll(', ', '\n'),
      paint(decision.disposition),
      decision.reasonCode,
      total(decision).toFixed(1),
    ]);
  }
  return view.toString();
}

/** Everything that is on record about one decision. */
function block(decision: DecisionRecord): string {
  const { lane, direction, channel, purpose, origin } = decision;
  const steps = Object.entries(decision.latencyMs).map(([step, ms]) => `${step} ${ms.toFixed(2)}`);
  const refused = decision.refused.map(
    ({ disposition, rules }) =>
      `${disposition} (${rules.length > 0 ? rules.join(', ') : 'no rule permits it'})`,
  );
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['lane', `${lane}, ${direction} by ${channel}, purpose ${purpose}, for ${decision.entityId}`],
    ['from', `${origin.kind} ${origin.id}`],
    ['to', target(decision)],
    ['class', `${decision.classification}: ${found(decision)}`],
    ['not readable', decision.unreadable.join(', ')],
    ['reason', `${decision.reasonCode}: ${decision.says}`],
    ['rules', decision.rules.join(', ')],
    ['refused', refused.join('; ')],
    ['citation', decision.citations.join('; ')],
    ['remedy', decision.remedy],
    ['latency (ms)', `${steps.join(', ')}; together ${total(decision).toFixed(2)}`],
    ['versions', `policy ${decision.policyVersion}, scanner ${decision.scannerVersion}`],
  ];
  const lines = rows
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `  ${pc.dim(name.padEnd(13))} ${value ?? ''}`);
  const head = `${decision.decidedAt}  ${paint(decision.disposition)}  ${decision.decisionId}`;
  return [head, ...lines].join('\n');
}

function target({ target: to }: DecisionRecord): string {
  return to.kind === 'destination' ? to.id : `recipient ${String(to.ordinal)} of ${String(to.of)}`;
}

function found({ findings }: DecisionRecord): string {
  const counts = Object.entries(findings).map(([label, count]) => `${label} ${String(count)}`);
  return counts.length > 0 ? counts.join(', ') : '-';
}

function total({ latencyMs }: DecisionRecord): number {
  return Object.values(latencyMs).reduce((sum, ms) => sum + ms, 0);
}

function paint(disposition: DecisionRecord['disposition']): string {
  switch (disposition) {
    case 'as_is':
    case 'encrypted':
    case 'portal':
    case 'deidentified':
      return pc.green(disposition);
    case 'quarantine':
      return pc.yellow(disposition);
    case 'block':
      return pc.red(disposition);
  }
}
