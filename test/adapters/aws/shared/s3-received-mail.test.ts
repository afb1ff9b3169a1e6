import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3ReceivedMail } from '../../../../lambdas/adapters/aws/shared/s3-received-mail.ts';
import { startS3 } from '../../../../local/s3.ts';
import { run, subfolder, type Running } from '../endpoints.ts';

const BUCKET = 'received-mail';
const KEY = 'lab-mail/d6iitobk75ur44p8kdnnp7g2n800';
let running: Running;
beforeAll(async () => {
  running = await run(async (folder) => ({
    s3: await startS3({ folder: await subfolder(folder, 's3') }),
  }));
});
afterAll(() => running.close());

const received = () => createS3ReceivedMail({ s3: running.clients.s3, bucket: BUCKET });
const put = (body: string) =>
  running.clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: body }));

describe('a mail that was put into a bucket', () => {
  it('is read whole, up to a size, and by its start however long it is', async () => {
    await put('a mail');
    expect(Buffer.from(await received().read(KEY, 6)).toString()).toBe('a mail');
    expect(await received().read(KEY, 5)).toBe('too_large');
    expect(Buffer.from(await received().readStart(KEY, 3)).toString()).toBe('a m');
    expect(Buffer.from(await received().readStart(KEY, 100)).toString()).toBe('a mail');
  });

  it('asks for no more than the start of it', async () => {
    await put('a mail');
    const asked: unknown[] = [];
    const { s3 } = running.clients;
    s3.middlewareStack.add(
      (next) => (args) => {
        asked.push((args.input as { Range?: string }).Range);
        return next(args);
      },
      { step: 'initialize', name: 'asked' },
    );
    await received().readStart(KEY, 3);
    s3.middlewareStack.remove('asked');
    expect(asked).toEqual(['bytes=0-2']);
  });

  it.each(['lab-mail/none', '../x'])('is gone where there is none by the name %s', async (key) => {
    expect(await received().read(key, 100)).toBe('gone');
    await expect(received().readStart(key, 3)).rejects.toThrow('an AWS service call failed');
  });
});
