import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from '../../../support/properties.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKmsVaultReader } from '../../../../lambdas/adapters/aws/clinical/kms-vault-reader.ts';
import { createOpener } from '../../../../lambdas/adapters/aws/clinical/opener.ts';
import { createDynamoTokenVault } from '../../../../lambdas/adapters/aws/shared/dynamo-token-vault.ts';
import { createKmsVaultWriter } from '../../../../lambdas/adapters/aws/shared/kms-vault-writer.ts';
import {
  createSealer,
  type DataKeyBounds,
} from '../../../../lambdas/adapters/aws/shared/sealer.ts';
import { ServiceError } from '../../../../lambdas/adapters/aws/shared/service-error.ts';
import { openEnvelope } from '../../../../lambdas/core/protect/open-envelope.ts';
import { packEnvelope } from '../../../../lambdas/core/protect/envelope.ts';
import type { SealingContext } from '../../../../lambdas/core/protect/sealing-context.ts';
import { VaultIntegrityError } from '../../../../lambdas/ports/vault-reader.ts';
import { startKms, type KmsEndpoint } from '../../../../local/kms.ts';
import { startS3 } from '../../../../local/s3.ts';
import { countCalls, onTable, run, startTables, subfolder, type Running } from '../endpoints.ts';
import { freshId, stoppedClock } from '../samples.ts';

const BUCKET = 'vault-bodies';
const CONTEXT: SealingContext = {
  lane: 'clinical',
  entityId: 'general-hospital',
  purpose: 'webhook',
};
const SECRET = 'Jane Roe, born 3 March 1961, MRN 00123';

describe('the vault', () => {
  let running: Running & { readonly services: { readonly kms: KmsEndpoint } };
  const keyArn = () => running.services.kms.keyArns.get('alias/cordon-phi')!;
  const otherKeyArn = () => running.services.kms.keyArns.get('alias/other')!;
  const sealer = (arn = keyArn(), dataKeys?: DataKeyBounds) =>
    createSealer({
      kms: running.clients.kms,
      keyArn: arn,
      ...(dataKeys === undefined ? {} : { dataKeys }),
    });
  const opener = () => createOpener({ kms: running.clients.kms, keyArn: keyArn() });
  const stores = () => ({
    ...onTable(running, 'vault'),
    s3: running.clients.s3,
    bucket: BUCKET,
    clock: stoppedClock('2026-03-01T10:00:00.000Z'),
  });
  const writer = () => createKmsVaultWriter({ ...stores(), sealer: sealer() });
  const reader = () => createKmsVaultReader({ ...stores(), opener: opener() });
  const envelope = (recordId: string, body: Uint8Array = Buffer.from(SECRET)) => ({
    recordId,
    contentType: 'application/json; charset=utf-8',
    body,
  });
  const itemOf = async (recordId: string) => {
    const { dynamodb, table } = onTable(running, 'vault');
    const { Item } = await dynamodb.send(new GetCommand({ TableName: table, Key: { recordId } }));
    return Item ?? {};
  };
  const putItem = (item: Record<string, unknown>) => {
    const { dynamodb, table } = onTable(running, 'vault');
    return dynamodb.send(new PutCommand({ TableName: table, Item: item }));
  };
  const sealedItem = async () => {
    const recordId = freshId('rec');
    await writer().seal(CONTEXT, envelope(recordId));
    return itemOf(recordId) as Promise<{ recordId: string; sealed: Uint8Array }>;
  };

  beforeAll(async () => {
    running = await run(async (folder) => ({
      dynamodb: await startTables(folder),
      kms: await startKms({
        folder,
        aliases: ['alias/cordon-phi', 'alias/other'],
      }),
      s3: await startS3({ folder: await subfolder(folder, 's3') }),
    }));
  });
  afterAll(() => running.close());

  it.each([0, 1, 2048, 64 * 1024, 299_000, 310_000, 6 * 1024 * 1024])(
    'gives back a body of %i bytes',
    async (size) => {
      const recordId = freshId('rec');
      const body = Buffer.alloc(size, 'ab');
      expect(await writer().seal(CONTEXT, envelope(recordId, body))).toBe('stored');
      const opened = await reader().open(CONTEXT, recordId);
      expect(opened?.contentType).toBe('application/json; charset=utf-8');
      expect(opened?.recordId).toBe(recordId);
      expect(Buffer.from(opened!.body).equals(body)).toBe(true);
      expect('sealedObject' in (await itemOf(recordId))).toBe(size > 300_000);
    },
  );

  it('answers undefined for a record that does not exist', async () => {
    expect(await reader().open(CONTEXT, freshId('rec'))).toBeUndefined();
  });

  it('keeps the first of two records with one id, small or large', async () => {
    for (const size of [10, 400_000]) {
      const recordId = freshId('rec');
      const first = envelope(recordId, Buffer.alloc(size, '1'));
      expect(await writer().seal(CONTEXT, first)).toBe('stored');
      const second = envelope(recordId, Buffer.alloc(size, '2'));
      expect(await writer().seal(CONTEXT, second)).toBe('exists');
      expect((await reader().open(CONTEXT, recordId))?.body[0]).toBe(0x31);
    }
  });

  it('stores one record when ten writers race', async () => {
    const recordId = freshId('rec');
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        writer().seal(CONTEXT, envelope(recordId, Buffer.from(String(i)))),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    const winner = outcomes.indexOf('stored');
    expect(Buffer.from((await reader().open(CONTEXT, recordId))!.body).toString()).toBe(
      String(winner),
    );
  });

  it('stores the context and nothing of the content in the clear', async () => {
    const item = await sealedItem();
    expect(item).toMatchObject({ ...CONTEXT, sealedAt: '2026-03-01T10:00:00.000Z' });
    const stored = Buffer.from(item.sealed).toString('latin1');
    for (const piece of ['Jane', 'Roe', '00123', 'application/json']) {
      expect(stored).not.toContain(piece);
    }
    // The committing suite without a signature: version 2, algorithm id 0x0478.
    expect(Buffer.from(item.sealed).subarray(0, 3).toString('hex')).toBe('020478');
  });

  it.each([
    { ...CONTEXT, lane: 'marketing' as const },
    { ...CONTEXT, entityId: 'other-hospital' },
    { ...CONTEXT, purpose: 'held' as const },
  ])('refuses to open under the context %o', async (wrong) => {
    const { recordId } = await sealedItem();
    await expect(reader().open(wrong, recordId)).rejects.toThrow(VaultIntegrityError);
  });

  it('refuses a ciphertext that was moved from another record', async () => {
    const item = await sealedItem();
    const moved = freshId('rec');
    await putItem({ ...item, recordId: moved });
    await expect(reader().open(CONTEXT, moved)).rejects.toThrow(VaultIntegrityError);
  });

  it('refuses a ciphertext sealed under another key', async () => {
    const recordId = freshId('rec');
    const sealed = await sealer(otherKeyArn()).seal(CONTEXT, packEnvelope(envelope(recordId)));
    await putItem({ recordId, sealed });
    await expect(reader().open(CONTEXT, recordId)).rejects.toThrow(VaultIntegrityError);
  });

  it('refuses any change of any byte, and says nothing of the content', async () => {
    const { recordId, sealed } = await sealedItem();
    const open = opener();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sealed.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const altered = Uint8Array.from(sealed);
          altered[at] = altered[at]! ^ mask;
          const error: unknown = await open
            .open(CONTEXT, altered)
            .then((plaintext) => openEnvelope(recordId, plaintext))
            .catch((thrown: unknown) => thrown);
          // A data key that names a key which is not there may also be a key that is not there yet.
          if (!(error instanceof ServiceError && error.code === 'NotFoundException')) {
            expect(error).toBeInstanceOf(VaultIntegrityError);
          }
          expect((error as Error).cause).toBeUndefined();
          expect((error as Error).message.length).toBeLessThan(60);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('refuses any shortened ciphertext, and never hangs on one', async () => {
    const { sealed } = await sealedItem();
    const open = opener();
    for (let length = 0; length < sealed.length; length += 3) {
      await expect(open.open(CONTEXT, sealed.slice(0, length))).rejects.toThrow(
        VaultIntegrityError,
      );
    }
    await expect(open.open(CONTEXT, Buffer.from(SECRET))).rejects.toThrow(VaultIntegrityError);
  });

  it('refuses a record whose large body is missing, or was replaced in the bucket', async () => {
    const recordId = freshId('rec');
    await writer().seal(CONTEXT, envelope(recordId, Buffer.alloc(400_000)));
    const item = (await itemOf(recordId)) as { sealedObject: string };
    await running.clients.s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: item.sealedObject, Body: 'something else' }),
    );
    await expect(reader().open(CONTEXT, recordId)).rejects.toThrow(VaultIntegrityError);
    await putItem({ ...item, sealedObject: 'sealed/none/none' });
    await expect(reader().open(CONTEXT, recordId)).rejects.toThrow(VaultIntegrityError);
    await putItem({ recordId });
    await expect(reader().open(CONTEXT, recordId)).rejects.toThrow(VaultIntegrityError);
  });

  it('asks KMS for one data key per context, and again after so many messages', async () => {
    const calls = countCalls(running.clients.kms);
    const bounds = { maxAgeMs: 60_000, maxMessages: 10, maxBytes: 1_000_000, capacity: 10 };
    const bounded = sealer(keyArn(), bounds);
    for (let i = 0; i < 25; i += 1) await bounded.seal(CONTEXT, Buffer.from('x'));
    expect(calls.count('GenerateDataKey')).toBe(3);
    await bounded.seal({ ...CONTEXT, entityId: 'other-hospital' }, Buffer.from('x'));
    expect(calls.count('GenerateDataKey')).toBe(4);
    calls.stop();
  });

  it('throws a data key away after so many bytes, and after so long', async () => {
    const calls = countCalls(running.clients.kms);
    const byBytes = sealer(keyArn(), {
      maxAgeMs: 60_000,
      maxMessages: 1000,
      maxBytes: 5_000,
      capacity: 10,
    });
    for (let i = 0; i < 6; i += 1) await byBytes.seal(CONTEXT, Buffer.alloc(2_000));
    expect(calls.count('GenerateDataKey')).toBe(3);
    const byAge = sealer(keyArn(), {
      maxAgeMs: 30,
      maxMessages: 1000,
      maxBytes: 5_000_000,
      capacity: 10,
    });
    await byAge.seal(CONTEXT, Buffer.from('x'));
    await new Promise((resolve) => setTimeout(resolve, 60));
    await byAge.seal(CONTEXT, Buffer.from('x'));
    expect(calls.count('GenerateDataKey')).toBe(5);
    calls.stop();
  });

  it('asks KMS to open a data key once for the records that share it', async () => {
    const one = sealer();
    const sealed = await Promise.all(
      Array.from({ length: 3 }, async () => await one.seal(CONTEXT, Buffer.from('x'))),
    );
    const more = [await one.seal(CONTEXT, Buffer.from('y')), await one.seal(CONTEXT, sealed[0]!)];
    const open = opener();
    const calls = countCalls(running.clients.kms);
    for (const bytes of more) await open.open(CONTEXT, bytes);
    for (const bytes of more) await open.open(CONTEXT, bytes);
    expect(calls.count('Decrypt')).toBe(1);
    calls.stop();
  });

  it('cannot be made to decrypt through the sealing side', async () => {
    const calls = countCalls(running.clients.kms);
    await writer().seal(CONTEXT, envelope(freshId('rec')));
    expect(calls.count('Decrypt')).toBe(0);
    calls.stop();
  });

  it('tells a KMS that does not answer from a ciphertext that was altered', async () => {
    const { sealed } = await sealedItem();
    const away = await run((folder) => startKmsFor(folder));
    await away.services.kms.close();
    const open = createOpener({ kms: away.clients.kms, keyArn: keyArn() });
    const error: unknown = await open.open(CONTEXT, sealed).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServiceError);
    expect((error as ServiceError).name).toBe('kms.Decrypt.ECONNREFUSED');
    const seal = createSealer({ kms: away.clients.kms, keyArn: keyArn() });
    const sealing: unknown = await seal
      .seal(CONTEXT, Buffer.from(SECRET))
      .catch((thrown: unknown) => thrown);
    expect((sealing as ServiceError).name).toBe('kms.GenerateDataKey.ECONNREFUSED');
    expect((sealing as Error).cause).toBeUndefined();
    await away.close();
  });

  it('keeps token sets sealed, under purpose token, small and large', async () => {
    for (const count of [3, 20_000]) {
      const setId = freshId('set');
      const tokens = Array.from({ length: count }, (_, i) => ({
        token: `tok_name_${i}`,
        value: `Jane Roe ${i}`,
      }));
      const options = { ...stores(), ...onTable(running, 'tokens'), sealer: sealer() };
      const vault = createDynamoTokenVault(options);
      const set = { setId, lane: 'clinical' as const, entityId: 'general-hospital', tokens };
      expect(await vault.store(set)).toBe('stored');
      expect(await vault.store({ ...set, tokens: [] })).toBe('exists');
      const { Item } = await options.dynamodb.send(
        new GetCommand({ TableName: options.table, Key: { setId } }),
      );
      expect(JSON.stringify(Item)).not.toContain('Jane');
      if (count > 1000) continue;
      const opened = await opener().open(
        { lane: 'clinical', entityId: 'general-hospital', purpose: 'token' },
        (Item as { sealed: Uint8Array }).sealed,
      );
      const body = Buffer.from(openEnvelope(setId, opened).body).toString();
      expect(JSON.parse(body)).toEqual({ v: 1, tokens });
    }
  });
});

async function startKmsFor(folder: string) {
  return { kms: await startKms({ folder, aliases: ['alias/cordon-phi'] }) };
}
