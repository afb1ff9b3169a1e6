import { createDynamoLedger } from '../../lambdas/adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoMinuteReader } from '../../lambdas/adapters/aws/shared/dynamo-minute-reader.ts';
import { createKmsSealSigner } from '../../lambdas/adapters/aws/shared/kms-seal-signer.ts';
import { createDynamoRecordFinder } from '../../lambdas/adapters/aws/shared/dynamo-record-finder.ts';
import { createS3SealReader, createS3Seals } from '../../lambdas/adapters/aws/shared/s3-seals.ts';
import type { LedgerRecord } from '../../lambdas/core/record/ledger-record.ts';
import {
  type ExportCursor,
  type ExportPage,
  exportPage,
} from '../../lambdas/pipeline/export-ledger.ts';
import { sealClosedMinutes, type SealDependencies } from '../../lambdas/pipeline/seal.ts';
import type { LogEvent } from '../../lambdas/ports/log.ts';
import { startKms } from '../../local/kms.ts';
import { startS3 } from '../../local/s3.ts';
import { onTable, run, startTables, subfolder } from '../adapters/aws/endpoints.ts';
import { stoppedClock } from '../adapters/aws/samples.ts';

const KEY = 'alias/test-ledger';
const BUCKET = 'test-ledger';

/** A ledger that is really sealed: DynamoDB, S3 and KMS of the embedded runtime, over the wire. */
export async function startLedger(start: string, indexIsCurrent = false) {
  const running = await run(async (folder) => ({
    dynamodb: await startTables(folder),
    s3: await startS3({ folder: await subfolder(folder, 's3') }),
    kms: await startKms({
      folder: await subfolder(folder, 'kms'),
      aliases: [],
      signAliases: [KEY, 'alias/other'],
    }),
  }));
  const { clients, services } = running;
  const clock = stoppedClock(start);
  const events: LogEvent[] = [];
  const table = onTable(running, 'decisions');
  const keyArn = (alias = KEY) => services.kms.keyArns.get(alias) ?? '';
  const seals = createS3Seals({ s3: clients.s3, bucket: BUCKET });
  const signer = createKmsSealSigner({ kms: clients.kms, keyArn: keyArn() });
  const dependencies: SealDependencies = {
    ledger: createDynamoMinuteReader({ ...table, indexIsCurrent }),
    seals,
    signer,
    clock,
    log: { write: (event) => events.push(event) },
  };
  return {
    running,
    clock,
    events,
    table,
    seals,
    signer,
    bucket: BUCKET,
    dependencies,
    otherSigner: createKmsSealSigner({ kms: clients.kms, keyArn: keyArn('alias/other') }),
    append: (record: LedgerRecord, now?: string) =>
      createDynamoLedger({
        ...table,
        clock: now === undefined ? clock : stoppedClock(now),
      }).append(record),
    /** Moves the clock and runs the sealer. */
    async sealAt(time: string) {
      clock.set(time);
      await sealClosedMinutes(dependencies, 60_000);
    },
    async allSeals() {
      const found = [];
      for (let at = 1; ; at += 1) {
        const seal = await seals.find(at);
        if (seal === undefined) return found;
        found.push(seal);
      }
    },
    /** The whole of an export, as lines. */
    async export(from: string, to: string): Promise<string[]> {
      const deps = {
        ledger: createDynamoMinuteReader({ ...table, indexIsCurrent, passesOverGone: true }),
        finder: createDynamoRecordFinder(table),
        seals: createS3SealReader({ s3: clients.s3, bucket: BUCKET }),
        publicKey: () => signer.publicKey(),
        clock,
      };
      let text = '';
      let cursor: ExportCursor | undefined;
      do {
        const page: ExportPage = await exportPage(deps, { from, to }, cursor);
        text += page.text;
        cursor = page.next;
      } while (cursor !== undefined);
      return text.split('\n').slice(0, -1);
    },
    close: () => running.close(),
  };
}
export type LedgerWorld = Awaited<ReturnType<typeof startLedger>>;
