import { format, resolveConfig } from 'prettier';
import assumptions from './assumptions.json' with { type: 'json' };
import calls from './calls.json' with { type: 'json' };
import {
  costOf,
  fixedCost,
  keptCostOf,
  type Line,
  receivingCost,
  total,
  vpcCost,
  type Work,
} from './compute.ts';
import prices from './prices.json' with { type: 'json' };

export const PAGE = new URL('../../docs/cost.md', import.meta.url);

const MILLION = 1_000_000;

/** What of each kind of work comes in a month. */
export interface Mix {
  readonly webhooks: number;
  /** Mails, half of them of each lane. */
  readonly sends: number;
  /** Mails that come in; none if absent, and nothing for being able to take any. */
  readonly received?: number;
  /** In a VPC, with the endpoints that it always has. */
  readonly vpc?: boolean;
}

export interface MonthlyCost {
  readonly fixed: readonly Line[];
  readonly webhooks: readonly Line[];
  readonly sends: readonly Line[];
  readonly received: readonly Line[];
  readonly usd: number;
}

export function monthOf({ webhooks, sends, received = 0, vpc = false }: Mix): MonthlyCost {
  const lines = {
    fixed: [...fixedCost(), ...(vpc ? vpcCost().slice(0, 1) : [])],
    webhooks: costOf('webhook', webhooks),
    sends: [...costOf('clinicalMail', sends / 2), ...costOf('marketingMail', sends / 2)],
    received: received === 0 ? [] : [...receivingCost(), ...costOf('mailIn', received)],
  };
  return { ...lines, usd: total(Object.values(lines).flat()) };
}

/** `docs/cost.md`, as it is to be. */
export async function costPage(): Promise<string> {
  const titles: Readonly<Record<Work, string>> = {
    webhook: 'A million webhooks, each to two destinations',
    clinicalMail: 'A million clinical mails, each to one recipient',
    marketingMail: 'A million marketing mails, each to one recipient',
    mailIn: 'A million received mails, each to one destination',
  };
  const works = Object.keys(titles) as Work[];
  const mixes = [
    [0, 0],
    [10_000, 10_000],
    [100_000, 100_000],
    [1_000_000, 1_000_000],
    [10_000_000, 10_000_000],
  ] as const;
  const text = `
<!-- Written by npm run cost -- --write. Change the data in bench/cost/, not this page. -->

# Cost

What a deployment costs in AWS, computed by \`npm run cost\` from three kinds of data: calls that were counted on the embedded
gateway (\`bench/cost/calls.json\`), list prices of ${prices.region} as of ${prices.asOf} (\`prices.json\`), and assumptions where
neither exists (\`assumptions.json\`). Without free tiers, discounts, support and tax. It has not been compared with a bill.

\`\`\`sh
npm run cost -- --webhooks 250000 --sends 100000
npm run cost -- --webhooks 250000 --sends 100000 --json
\`\`\`

## A month

| webhooks | mails, half of each lane | US dollars |
| ---: | ---: | ---: |
${mixes.map(([webhooks, sends]) => row([many(webhooks), many(sends), dollars(monthOf({ webhooks, sends }).usd)])).join('')}
Storage comes on top and grows: see below. Left out because they are small or depend on you: bodies of more than 300 KB (S3), retries, reading the
ledger, attachments (longer functions), a second opinion by Comprehend Medical, texts, CloudTrail. Mail that comes in is counted
with \`--received N\`.

These are SES's prices by the mail. Since July 2026 there are pricing plans besides, and an account that is new to SES begins with one (Essentials), where a
mail that leaves costs $0.16 for 1,000. What plans ask for mail that comes in could not be looked up.

${works.map((work) => `## ${titles[work]}\n\n${table(costOf(work, MILLION))}`).join('\n')}
## Fixed, each month

${table(fixedCost())}
A minute with records has a seal, a quiet hour has one.

## Mail that comes in, where the config names addresses

Each month, beside the mail:

${table(receivingCost())}
A mail of several chunks costs as many times $${plain(prices.prices.sesChunksIn.usd / 1000)} more. Whether SES counts the last one, where it is not full, could not be looked up: here it does.

## A VPC, where the config asks for one

Each interface endpoint costs by the zone and hour, whether it is used or not; these are for two zones, a third is half of it again.

${table(vpcCost())}
\`--vpc\` adds the first line to a month. Left out: $${plain(prices.prices.vpcEndpointGb.usd)} a GB through interface endpoints, $${plain(prices.prices.dnsFirewallQueries.usd)} a million names that are looked up,
and flow logs, which come by the GB as other logs do.

## What is kept

Nothing of a message is removed by itself, so each million goes on costing in every month that it is kept:

| of a million | US dollars a month | GB in tables |
| --- | ---: | ---: |
${works.map((work) => row([titles[work].replace('A million ', ''), dollars(total(keptCostOf(work, MILLION))), gigabytes(work)])).join('')}
## What was counted

For one, with warm caches. A webhook is a form of 1 KB about a patient that goes whole to a clinical and without identifiers to a marketing
system; a received mail has as much, and goes whole to a clinical one.

| | ${works.map((work) => titles[work].replace(/^A million /, '').replace(/s?, .*/, '')).join(' | ')} |
| --- | ---: | ---: | ---: | ---: |
${counted().join('')}
Data keys are used ${String(assumptions.messagesPerDataKey)} times on average before a function asks KMS for another: with less traffic they are used less often, and each
webhook may cost four requests ($0.000012).

## Prices

| price | US dollars | per | seen |
| --- | ---: | --- | --- |
${Object.entries(prices.prices)
  .map(([name, { usd, per, seen }]) => row([name, plain(usd), per, seen]))
  .join('')}
_seen_: \`aws\`, on AWS's own page; \`other\`, in what somebody else published of it in 2025 or 2026; \`memory\`, could not be looked up. Check those that
matter to you against AWS's pricing pages: they change.

## Assumptions

${assumptions.note}

| | |
| --- | --- |
${assumed().join('')}`;
  const config = await resolveConfig(PAGE);
  return await format(text, { ...config, parser: 'markdown' });
}

function table(lines: readonly Line[]): string {
  const rows = lines.map(({ service, what, usd }) => row([service, what, dollars(usd)]));
  const sum = row(['**together**', '', `**${dollars(total(lines))}**`]);
  return `| service | what | US dollars |\n| --- | --- | ---: |\n${rows.join('')}${sum}`;
}

function counted(): readonly string[] {
  const names: Readonly<Record<string, string>> = {
    dynamoDbWriteUnits: 'DynamoDB write units, indexes included',
    dynamoDbReadUnits: 'DynamoDB read units',
    dynamoDbBytes: 'bytes put into tables',
    kmsRequests: 'KMS requests beside data keys',
    s3Puts: 'objects put',
    s3Gets: 'objects read',
    sqsMessages: 'messages in queues',
    lambdaInvokes: 'functions called by functions',
    sesMails: 'mails',
    logLines: 'log lines',
  };
  return Object.entries(names).map(([name, title]) =>
    row([
      title,
      ...(['webhook', 'clinicalMail', 'marketingMail', 'mailIn'] as const).map((work) =>
        plain(calls[work][name as keyof (typeof calls)['webhook']]),
      ),
    ]),
  );
}

function assumed(): readonly string[] {
  const { note: _, billedMs, memoryMb, ...rest } = assumptions;
  return [
    ...Object.entries(billedMs).map(([name, ms]) =>
      row([`\`${name}\``, `${String(ms)} ms billed`]),
    ),
    ...Object.entries(rest).map(([name, value]) => row([name, plain(value)])),
  ];
}

const gigabytes = (work: Work): string =>
  plain(Number(((calls[work].dynamoDbBytes * MILLION) / 1e9).toPrecision(3)));
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
const plain = (amount: number): string =>
  amount.toLocaleString('en-US', { maximumFractionDigits: 10 });
const many = (amount: number): string => amount.toLocaleString('en-US');
const dollars = (amount: number): string =>
  amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
