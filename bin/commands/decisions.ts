import Table from 'cli-table3';
import { Command, InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';
import { type DecisionRecord, enacted } from '../../lambdas/core/record/decision-record.ts';
import { DIRECTIONS, DISPOSITIONS, LANES } from '../../lambdas/core/vocabulary.ts';
import { fetchDecisions, findGateway } from '../gateway/read-decisions.ts';
import { reportCommandError } from './running-gateway.ts';

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
    .option('--url <url>', 'gateway to ask; its key is read from CORDON_AUDIT_KEY')
    .option('--data <dir>', "the development gateway's data folder", '.cordon')
    .action(async (given: DecisionsArguments) => {
      try {
        const { limit, since, until, lane, direction, disposition, message } = given;
        const filters = { since, until, lane, direction, disposition, messageId: message };
        const { decisions, more } = await fetchDecisions(await findGateway(given), {
          limit: String(limit),
          ...filters,
        });
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
      [paint(decision.disposition), ...passed(decision)].join('\n'),
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
    ['fields', fields(decision)],
    ['class', `${decision.classification}: ${found(decision)}`],
    ['not readable', decision.unreadable.join(', ')],
    ['synthetic', decision.synthetic === true ? 'a test: delivered to nobody' : undefined],
    ['not enforced', shadowed(decision)],
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
  const said = [paint(decision.disposition), ...passed(decision)].join(' ');
  const head = `${decision.decidedAt}  ${said}  ${decision.decisionId}`;
  return [head, ...lines].join('\n');
}

function target({ target: to }: DecisionRecord): string {
  return to.kind === 'destination' ? to.id : `recipient ${String(to.ordinal)} of ${String(to.of)}`;
}

function fields({ fields: rule }: DecisionRecord): string | undefined {
  return rule?.mode === 'listed' ? rule.paths.join(' ') : rule?.mode;
}

function found({ findings }: DecisionRecord): string {
  const counts = Object.entries(findings).map(([label, count]) => `${label} ${String(count)}`);
  return counts.length > 0 ? counts.join(', ') : '-';
}

/** What was done instead, in shadow mode. */
function passed(decision: DecisionRecord): readonly string[] {
  return decision.shadow === undefined ? [] : [`(passed ${enacted(decision)})`];
}

function shadowed({ shadow }: DecisionRecord): string | undefined {
  if (shadow === undefined) return undefined;
  const { enforced, since, override } = shadow;
  const approved = override === undefined ? '' : `, without an agreement by word of ${override}`;
  return `${enforced} was done: in shadow mode since ${since}${approved}`;
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
