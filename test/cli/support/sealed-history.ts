import { systemRandom } from '../../../lambdas/adapters/aws/shared/clock.ts';
import type { ClientConfig } from '../../../lambdas/adapters/aws/shared/client-config.ts';
import { createDynamoLedger } from '../../../lambdas/adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoMinuteReader } from '../../../lambdas/adapters/aws/shared/dynamo-minute-reader.ts';
import { createDynamoDbClient } from '../../../lambdas/adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../../lambdas/adapters/aws/shared/kms-client.ts';
import { createKmsSealSigner } from '../../../lambdas/adapters/aws/shared/kms-seal-signer.ts';
import { createS3Client } from '../../../lambdas/adapters/aws/shared/s3-client.ts';
import { createS3Seals } from '../../../lambdas/adapters/aws/shared/s3-seals.ts';
import { randomId } from '../../../lambdas/core/message/ids.ts';
import type { DecisionRecord } from '../../../lambdas/core/record/decision-record.ts';
import { sealClosedMinutes } from '../../../lambdas/pipeline/seal.ts';
import { sampleDecision, stoppedClock } from '../../adapters/aws/samples.ts';
import { collectSeal } from '../../ledger/join.ts';
import type { Ready } from '../../e2e/support/gateway-process.ts';

const REGION = 'us-east-1';
const PHI = { classification: 'phi', disposition: 'encrypted', lane: 'clinical' } as const;

/** What the ledger of a running gateway holds, besides what its own start recorded. */
export interface History {
  /** Seals 1 and 2: one minute each with two decisions, more than six years old. */
  readonly old: readonly DecisionRecord[];
  /** Seal 3: the minute `from` to `to`, ten minutes ago. */
  readonly recent: readonly DecisionRecord[];
  readonly from: string;
  readonly to: string;
  /** Whom the second and third of the recent decisions are about. */
  readonly person: string;
}

/**
 * Gives a gateway that has just started a history, sealed with its own key, as the sealer would have sealed it. Its own
 * sealer looks every 15 seconds and goes on from there.
 */
export async function putSealedHistory({ services }: Ready): Promise<History> {
  const endpoints = services as unknown as NonNullable<ClientConfig['endpoints']>;
  const credentials = { accessKeyId: 'development', secretAccessKey: 'development' };
  const clients: ClientConfig = { region: REGION, credentials, endpoints };
  const table = { dynamodb: createDynamoDbClient(clients), table: 'cordon-decisions' };
  const seals = createS3Seals({ s3: createS3Client(clients), bucket: 'cordon-ledger' });
  const keyArn = `arn:aws:kms:${REGION}:000000000000:alias/cordon-ledger`;
  const signer = createKmsSealSigner({ kms: createKmsClient(clients), keyArn });
  const ledger = createDynamoMinuteReader({ ...table, indexIsCurrent: true });
  const append = async (record: DecisionRecord): Promise<DecisionRecord> => {
    const clock = stoppedClock(record.decidedAt);
    await createDynamoLedger({ ...table, clock }).append(record);
    return record;
  };

  const old = [];
  for (const decidedAt of ['10:00:01', '10:00:02', '10:01:01', '10:01:02']) {
    const at = `2020-03-01T${decidedAt}.000Z`;
    old.push(await append(sampleDecision({ decidedAt: at, messageId: `msg-${decidedAt}` })));
  }
  const clock = stoppedClock('2020-03-01T10:10:00.000Z');
  const log = { write: () => undefined };
  await sealClosedMinutes({ ledger, seals, signer, clock, log }, 60_000);

  const minute = Math.floor(Date.now() / 60_000) * 60_000 - 10 * 60_000;
  const from = new Date(minute).toISOString();
  const person = `prs_${randomId(systemRandom)}`;
  const about = [
    {},
    { ...PHI, person, purpose: 'general_business', personIs: 'subject' },
    { ...PHI, person, purpose: 'clinical', personIs: 'recipient' },
    {},
    {},
  ] as const;
  const recent = [];
  for (const [second, over] of about.entries()) {
    const decidedAt = new Date(minute + (second + 1) * 1000).toISOString();
    recent.push(await append(sampleDecision({ decidedAt, ...over })));
  }
  const allSeals = async () => {
    const found = [];
    for (let at = 1; ; at += 1) {
      const seal = await seals.find(at);
      if (seal === undefined) return found;
      found.push(seal);
    }
  };
  const signed = await collectSeal({ dependencies: { ledger }, seals, signer, allSeals }, from);
  if (signed.seal.sequence !== 3 || (await seals.append(signed)) !== 'appended') {
    throw new Error('the gateway sealed before its history was there');
  }
  return { old, recent, from, to: signed.seal.to, person };
}
