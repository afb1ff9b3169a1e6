import assumptions from './assumptions.json' with { type: 'json' };
import calls from './calls.json' with { type: 'json' };
import type { Counted } from './count-call.ts';
import prices from './prices.json' with { type: 'json' };
import resources from './resources.json' with { type: 'json' };

type PriceName = keyof typeof prices.prices;
type Assumed = keyof typeof assumptions.billedMs;
export type Work = 'webhook' | 'clinicalMail' | 'marketingMail' | 'mailIn';

/** What one service costs. */
export interface Line {
  readonly service: string;
  /** What is paid for, with its number. */
  readonly what: string;
  readonly usd: number;
}

const MINUTES = 30 * 24 * 60;
const GB = 1e9;

/** Functions that one piece of work runs. */
const FUNCTIONS: Readonly<Record<Work, readonly Assumed[]>> = {
  webhook: ['webhook-accept', 'inbound-worker', 'clinical-deliver', 'marketing-deliver'],
  clinicalMail: ['clinical-send', 'clinical-deliver', 'mail-feedback'],
  marketingMail: ['marketing-send', 'permission-check', 'marketing-deliver', 'mail-feedback'],
  mailIn: ['mail-accept', 'inbound-worker', 'clinical-deliver'],
};

/** Uses of a data key, of which a function asks KMS once for each minute and context. */
const KEY_USES: Readonly<Record<Work, number>> = {
  webhook: 4,
  clinicalMail: 2,
  marketingMail: 0,
  mailIn: 3,
};

/** Bytes that leave AWS for one: what is delivered. Mail leaves by SES, which counts it itself. */
const EGRESS_BYTES: Readonly<Record<Work, number>> = {
  webhook: 2 * 2000,
  clinicalMail: 0,
  marketingMail: 0,
  mailIn: 2000,
};

/** What so many webhooks or mails cost, service by service, beyond what a deployment costs while nothing comes. */
export function costOf(work: Work, count: number): readonly Line[] {
  const one: Counted = calls[work];
  const functions = FUNCTIONS[work];
  const line = lineFor(count);
  const kms = one.kmsRequests + KEY_USES[work] / assumptions.messagesPerDataKey;
  const notices = noticesOf(work);
  const egress = EGRESS_BYTES[work] / GB;
  return [
    ...(work === 'mailIn'
      ? [
          line('SES', 'sesMailsIn', 1, 'mails'),
          line('SES', 'sesChunksIn', 1, 'chunks of 256 KB, each begun'),
          line('S3', 's3Puts', one.s3Puts, 'objects put'),
          line('S3', 's3Gets', one.s3Gets, 'objects read'),
        ]
      : [
          line('API Gateway', 'apiGatewayRequests', 1, 'requests'),
          line('WAF', 'wafRequests', 1, 'requests inspected'),
        ]),
    line('Lambda', 'lambdaRequests', functions.length, 'invocations'),
    line('Lambda', 'lambdaGbSeconds', sum(functions.map(gbSeconds)), 'GB-seconds'),
    line('DynamoDB', 'dynamoDbWriteUnits', one.dynamoDbWriteUnits, 'write units'),
    line('DynamoDB', 'dynamoDbReadUnits', one.dynamoDbReadUnits, 'read units'),
    line('KMS', 'kmsRequests', kms, 'requests'),
    line('SQS', 'sqsRequests', 3 * (one.sqsMessages + notices), 'requests'),
    ...(one.sesMails > 0 ? [line('SES', 'sesMails', one.sesMails, 'mails')] : []),
    ...(notices > 0 ? [line('SNS', 'snsPublishes', notices, 'publishes')] : []),
    line('CloudWatch', 'logsGb', logBytesOf(work) / GB, 'GB of logs'),
    line('X-Ray', 'xrayTraces', assumptions.traceShare * functions.length, 'traces'),
    ...(egress > 0 ? [line('Data transfer', 'egressGb', egress, 'GB out')] : []),
  ];
}

/** What SES tells of one by a topic: what became of a mail that left, or that one came in. */
function noticesOf(work: Work): number {
  if (work === 'mailIn') return 1;
  return calls[work].sesMails > 0 ? assumptions.mailEventsPerMail : 0;
}

/** SES keeps no log of requests. */
function logBytesOf(work: Work): number {
  const access = work === 'mailIn' ? 0 : assumptions.accessLogBytes;
  return calls[work].logLines * assumptions.logLineBytes + access;
}

/** What so many of it, once stored, cost in each month that they are kept. */
export function keptCostOf(work: Work, count: number): readonly Line[] {
  const one: Counted = calls[work];
  const line = lineFor(count);
  return [
    line('DynamoDB', 'dynamoDbGbMonths', one.dynamoDbBytes / GB, 'GB stored'),
    line('DynamoDB', 'dynamoDbBackupGbMonths', one.dynamoDbBytes / GB, 'GB recoverable'),
    line('CloudWatch', 'logsGbMonths', logBytesOf(work) / GB, 'GB of logs kept'),
  ];
}

/** What a deployment costs in a month in which nothing comes. */
export function fixedCost(): readonly Line[] {
  const line = lineFor(1);
  const { queues, webAcls } = resources;
  const scheduled = (['sweeper', 'ledger-sealer'] as const).map(gbSeconds);
  return [
    line('KMS', 'kmsKeys', resources.keys, 'keys'),
    line('KMS', 'kmsSignatures', MINUTES, 'seals signed, at most'),
    line('WAF', 'wafAcls', webAcls, 'web ACLs'),
    line('WAF', 'wafRules', resources.wafRules, 'rules'),
    line('CloudWatch', 'alarms', resources.alarms, 'alarms'),
    line(
      'CloudWatch',
      'metrics',
      resources.eventMetrics + assumptions.embeddedMetrics,
      'metrics of its own',
    ),
    line('CloudWatch', 'dashboards', resources.dashboards, 'dashboard'),
    line('Lambda', 'lambdaRequests', 2 * MINUTES, 'invocations of sweeper and sealer'),
    line('Lambda', 'lambdaGbSeconds', MINUTES * sum(scheduled), 'GB-seconds of both'),
    // The sweeper asks each of eight shards of three tables, the sealer eight of a minute and what came late.
    line('DynamoDB', 'dynamoDbReadUnits', MINUTES * (8 * 3 + 9), 'read units of both'),
    line(
      'SQS',
      'sqsRequests',
      queues * assumptions.idlePollsPerQueueAndMonth,
      'polls of empty queues',
    ),
    line('Secrets Manager', 'secretsMonths', assumptions.secrets, 'secrets'),
    line(
      'Secrets Manager',
      'secretsRequests',
      2 * MINUTES * assumptions.secrets,
      'reads, each a minute',
    ),
    line('S3', 's3Puts', MINUTES, 'seals, at most'),
  ];
}

/**
 * What a VPC costs in a month besides, in two zones: its interface endpoints. Gateway endpoints cost nothing; bytes through
 * the others, names that are looked up and flow logs are left out.
 */
export function vpcCost(): readonly Line[] {
  const line = lineFor(1);
  const hours = 2 * 24 * 30;
  const { vpcEndpoints, vpcEndpointsAtMost } = resources;
  return [
    line('VPC', 'vpcEndpointHours', hours * vpcEndpoints, 'hours of endpoints that it always has'),
    line(
      'VPC',
      'vpcEndpointHours',
      hours * (vpcEndpointsAtMost - vpcEndpoints),
      'hours of those that come with more inside, texts by AWS and a second opinion',
    ),
  ];
}

/** What it costs in a month that mail can come in, beside the mail. */
export function receivingCost(): readonly Line[] {
  const line = lineFor(1);
  const { receivingAlarms, receivingKeys, receivingQueues } = resources;
  return [
    line('KMS', 'kmsKeys', receivingKeys, 'key'),
    line('CloudWatch', 'alarms', receivingAlarms, 'alarms'),
    line(
      'SQS',
      'sqsRequests',
      receivingQueues * assumptions.idlePollsPerQueueAndMonth,
      'polls of an empty queue',
    ),
  ];
}

export function total(lines: readonly Line[]): number {
  return sum(lines.map(({ usd }) => usd));
}

/** @returns what makes a line of a price, and of how much of it one takes */
function lineFor(count: number) {
  return (service: string, price: PriceName, each: number, unit: string): Line => {
    const { usd, units } = prices.prices[price];
    const amount = count * each;
    return { service, what: `${inWords(amount)} ${unit}`, usd: (amount / units) * usd };
  };
}

function gbSeconds(name: Assumed): number {
  const { billedMs, memoryMb, coldStartMs, coldStartShare } = assumptions;
  const ms = billedMs[name] + coldStartShare * coldStartMs;
  return (memoryMb[name] / 1024) * (ms / 1000);
}

function inWords(amount: number): string {
  if (amount >= 1e6) return `${short(amount / 1e6)} million`;
  return amount >= 1e4 ? `${short(amount / 1e3)} thousand` : short(amount);
}

const short = (amount: number): string => String(Number(amount.toPrecision(3)));

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
