import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ClientConfig } from '../lambdas/adapters/aws/shared/client-config.ts';
import { createClients } from '../lambdas/adapters/aws/shared/clients.ts';
import { createDynamoLedger } from '../lambdas/adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoMinuteReader } from '../lambdas/adapters/aws/shared/dynamo-minute-reader.ts';
import { createDynamoRecordFinder } from '../lambdas/adapters/aws/shared/dynamo-record-finder.ts';
import { createKmsSealSigner } from '../lambdas/adapters/aws/shared/kms-seal-signer.ts';
import { createS3Seals } from '../lambdas/adapters/aws/shared/s3-seals.ts';
import { shardOf } from '../lambdas/adapters/aws/shared/shard.ts';
import { LEDGER_SHARDS } from '../lambdas/adapters/aws/shared/table-definitions.ts';
import { canonicalJson } from '../lambdas/core/record/canonical.ts';
import type { DecisionRecord } from '../lambdas/core/record/decision-record.ts';
import { ExportVerifier } from '../lambdas/core/record/verify-export.ts';
import { exportPage, type ExportPage } from '../lambdas/pipeline/export-ledger.ts';
import { sealClosedMinutes } from '../lambdas/pipeline/seal.ts';
import { killAll, startPart } from './child.ts';
import { describeMachine, machineLine } from './machine.ts';
import { median } from './statistics.ts';

/** `npm run bench -- ledger`: appending beside plain writes of the same items, sealing a minute, verifying. */

const MINUTE = '2026-03-01T10:00';
const ROUNDS = 5;
const APPENDS = 1000;
const AT_ONCE = 8;
/** Records of the minute that is sealed. */
const SEALED = Number(process.argv[3] ?? 100_000);

interface Store {
  readonly dynamodb: string;
  readonly s3: string;
  readonly kms: string;
  readonly keyArn: string;
  readonly decisions: string;
  readonly plain: string;
}

export async function benchLedger(): Promise<string> {
  const machine = describeMachine();
  const child = startPart('ledger-store');
  try {
    const store = (await child.next()) as Store;
    const { dynamodb, s3, kms } = store;
    const config: ClientConfig = {
      region: 'us-east-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
      endpoints: { dynamodb, s3, kms },
    };
    const clients = createClients(config);
    const appends = await appendRounds(clients, store);
    const sealing = await seal(clients, store);
    clients.destroy();
    return [
      `The ledger, medians of ${ROUNDS} rounds of ${APPENDS} writes, ${AT_ONCE} at once`,
      machineLine(machine),
      '',
      `  plain items per second        ${appends.plain.toFixed(0)}`,
      `  ledger appends per second     ${appends.ledger.toFixed(0)}`,
      `  ratio                         ${appends.ratio.toFixed(2)}`,
      '',
      ...sealing,
    ].join('\n');
  } finally {
    await child.stop();
    killAll();
  }
}

type Clients = ReturnType<typeof createClients>;

/** Alternates, so that neither has the quieter machine. */
async function appendRounds({ dynamodb }: Clients, store: Store) {
  const clock = {
    now: () => new Date('2026-03-01T09:59:59.500Z'),
    monotonic: () => performance.now(),
  };
  const ledger = createDynamoLedger({ dynamodb, table: store.decisions, clock });
  const plain = async (id: number) => {
    const item = { id: String(id), record: JSON.stringify(decision(id, 'append')) };
    await dynamodb.send(new PutCommand({ TableName: store.plain, Item: item }));
  };
  const append = async (id: number) => {
    await ledger.append({ ...decision(id, 'append'), decidedAt: '2026-03-01T09:59:59.000Z' });
  };
  const rates: { plain: number; ledger: number }[] = [];
  let next = 0;
  const rate = async (write: (id: number) => Promise<void>) => {
    const from = next;
    next += APPENDS;
    const started = performance.now();
    await inParallel(AT_ONCE, from, next, write);
    return APPENDS / ((performance.now() - started) / 1000);
  };
  await rate(plain);
  await rate(append);
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = round % 2 === 0 ? await rate(plain) : undefined;
    const ours = await rate(append);
    rates.push({ plain: first ?? (await rate(plain)), ledger: ours });
  }
  return {
    plain: median(rates.map((one) => one.plain)),
    ledger: median(rates.map((one) => one.ledger)),
    ratio: median(rates.map((one) => one.ledger / one.plain)),
  };
}

async function seal({ dynamodb, s3, kms }: Clients, store: Store): Promise<string[]> {
  let now = '2026-03-01T10:01:01.000Z';
  const clock = {
    now: () => new Date(now),
    monotonic: () => performance.now(),
  };
  const table = { dynamodb, table: store.decisions };
  const ledger = createDynamoMinuteReader({ ...table, indexIsCurrent: false });
  const seals = createS3Seals({ s3, bucket: 'bench-ledger' });
  const signer = createKmsSealSigner({ kms, keyArn: store.keyArn });
  const log = { write: () => undefined };
  // What was appended is of the minute before, and has a seal of its own.
  await sealClosedMinutes({ ledger, seals, signer, clock, log }, 600_000);
  await fill(dynamodb, store.decisions);
  now = '2026-03-01T10:02:01.000Z';
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 50);
  const cpu = process.cpuUsage();
  const started = performance.now();
  await sealClosedMinutes({ ledger, seals, signer, clock, log }, 600_000);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(watch);
  const last = (await seals.last())?.seal;

  const deps = {
    ledger,
    seals,
    finder: createDynamoRecordFinder(table),
    publicKey: () => signer.publicKey(),
    clock,
  };
  const pages: string[] = [];
  const range = { from: '2026-03-01T10:00:00.000Z', to: '2026-03-01T10:01:00.000Z' };
  let page: ExportPage = await exportPage(deps, range);
  pages.push(page.text);
  while (page.next !== undefined) {
    page = await exportPage(deps, range, page.next);
    pages.push(page.text);
  }
  const lines = pages.join('').split('\n').slice(0, -1);
  const rates: number[] = [];
  const key = await signer.publicKey();
  let outcome = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    const verifier = new ExportVerifier([key]);
    const begun = performance.now();
    const fault = lines.map((line) => verifier.line(line)).find((found) => found !== undefined);
    const verified = fault ?? verifier.end(range);
    outcome = 'records' in verified ? `${verified.records} verified` : verified.kind;
    rates.push(SEALED / ((performance.now() - begun) / 1000));
  }
  return [
    `  a minute of ${last?.size ?? 0} records: sealed in ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of the sealer's processor)`,
    `  memory while sealing: ${(peak / 1e6).toFixed(0)} MB, ${((peak - before) / 1e6).toFixed(0)} MB more than before`,
    `  records verified per second: ${median(rates).toFixed(0)} (${outcome})`,
  ];
}

async function fill(dynamodb: Clients['dynamodb'], table: string): Promise<void> {
  const BATCH = 25;
  await inParallel(4, 0, Math.ceil(SEALED / BATCH), async (batch) => {
    const ids = Array.from({ length: BATCH }, (_, at) => batch * BATCH + at);
    const items = ids
      .filter((id) => id < SEALED)
      .map((id) => {
        const record = decision(id, 'seal');
        const { decisionId, decidedAt } = record;
        const shard = shardOf(decisionId, LEDGER_SHARDS);
        return {
          minuteShard: `${MINUTE}#${shard}`,
          dayShard: `${decidedAt.slice(0, 10)}#${shard}`,
          timeAndId: `${decidedAt}#${decisionId}`,
          recordId: decisionId,
          record: canonicalJson(record),
        };
      });
    const puts = items.map((Item) => ({ PutRequest: { Item } }));
    await dynamodb.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
  });
}

async function inParallel(
  workers: number,
  from: number,
  to: number,
  work: (id: number) => Promise<void>,
): Promise<void> {
  let next = from;
  const run = async (): Promise<void> => {
    while (next < to) {
      const id = next;
      next += 1;
      await work(id);
    }
  };
  await Promise.all(Array.from({ length: workers }, run));
}

function decision(id: number, use: string): DecisionRecord {
  return {
    kind: 'decision',
    decisionId: `msg_${use}${String(id).padStart(20, '0')}~clinical-sink`,
    messageId: `msg_${use}${String(id).padStart(20, '0')}`,
    decidedAt: new Date(Date.parse(`${MINUTE}:00.000Z`) + (id % 60_000)).toISOString(),
    entityId: 'general-hospital',
    lane: 'clinical',
    direction: 'inbound',
    channel: 'webhook',
    purpose: 'clinical',
    origin: { kind: 'source', id: 'intake' },
    target: { kind: 'destination', id: 'clinical-sink' },
    classification: 'phi',
    findings: { NAME: 2, DATE: 1, CONDITION: 1 },
    unreadable: [],
    disposition: 'encrypted',
    reasonCode: 'phi-needs-transport',
    rules: ['phi-by-tls-under-baa', 'phi-needs-transport'],
    refused: [{ disposition: 'as_is', rules: ['phi-needs-transport'] }],
    says: 'PHI goes to a system with an agreement, over TLS.',
    citations: ['45 CFR 164.312(e)(1)'],
    remedy: 'Nothing is to be done.',
    policyVersion: '0123456789abcdef',
    scannerVersion: '1.0.0',
    latencyMs: { verify: 0.5, parse: 0.1, scan: 1.25, decide: 0.1, protect: 0.4 },
  };
}
