import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3DroppedMail } from '../../../../lambdas/adapters/aws/shared/s3-dropped-mail.ts';
import { createS3Client } from '../../../../lambdas/adapters/aws/shared/s3-client.ts';
import { startS3 } from '../../../../local/s3.ts';
import { configFor, run, subfolder, type Running } from '../endpoints.ts';

const BUCKET = 'dropped-mail';
const RECIPIENTS = ['b@mail.example', 'blind@mail.example'];
let running: Running;
beforeAll(async () => {
  running = await run(async (folder) => ({
    s3: await startS3({ folder: await subfolder(folder, 's3') }),
  }));
});
afterAll(() => running.close());

const dropped = () => createS3DroppedMail({ s3: running.clients.s3, bucket: BUCKET });
const put = (key: string, body: string) =>
  running.clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));

describe('a mail in a bucket', () => {
  it('has the envelope that was told, also when it was told twice', async () => {
    await dropped().keep('mail-1', RECIPIENTS);
    await dropped().keep('mail-1', RECIPIENTS.toReversed());
    expect(await dropped().envelopeOf('mail-1')).toEqual({ kind: 'known', recipients: RECIPIENTS });
  });

  it('has none where nobody told it, or two were told', async () => {
    expect(await dropped().envelopeOf('mail-2')).toEqual({ kind: 'unknown' });
    await dropped().keep('mail-2', RECIPIENTS);
    await dropped().keep('mail-2', ['c@mail.example']);
    expect(await dropped().envelopeOf('mail-2')).toEqual({ kind: 'unknown' });
    await dropped().keep('mail-2', RECIPIENTS);
    expect(await dropped().envelopeOf('mail-2')).toEqual({ kind: 'unknown' });
  });

  it.each(['no JSON', '{"recipients":[]}', '{"recipients":"b@mail.example"}'])(
    'has none in %j',
    async (body) => {
      await put('envelopes/mail-3', body);
      expect(await dropped().envelopeOf('mail-3')).toEqual({ kind: 'unknown' });
    },
  );

  it('is read whole, up to a size, and gone where there is none', async () => {
    await put('mail-4', 'a mail');
    expect(await dropped().read('mail-4', 3)).toBe('too_large');
    expect(Buffer.from(await dropped().read('mail-4', 100)).toString()).toBe('a mail');
    expect(await dropped().read('mail-5', 100)).toBe('gone');
  });

  it('is removed before its envelope: cut off between the two, it is gone and not unknown', async () => {
    const removed: unknown[] = [];
    const s3 = createS3Client(configFor({ s3: 'http://127.0.0.1:9' }));
    s3.middlewareStack.add(
      () => (args) => {
        removed.push((args.input as { Key: string }).Key);
        return Promise.resolve({ output: { $metadata: {} }, response: {} });
      },
      { step: 'initialize' },
    );
    await createS3DroppedMail({ s3, bucket: BUCKET }).remove('mail-4');
    expect(removed).toEqual(['mail-4', 'envelopes/mail-4']);
  });
});
