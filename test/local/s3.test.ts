import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import fc from '../support/properties.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../local/loopback-server.ts';
import { objectFileName } from '../../local/object-folder.ts';
import { crc32Base64 } from '../../local/s3-body.ts';
import { startS3 } from '../../local/s3.ts';
import { temporaryFolder } from './temporary-folder.ts';

const Bucket = 'cordon-seals';

let folder: string;
let endpoint: Endpoint;
let client: S3Client;

async function start(): Promise<void> {
  endpoint = await startS3({ folder });
  client = new S3Client({
    endpoint: endpoint.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

beforeEach(async () => {
  folder = await temporaryFolder();
  await start();
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

async function content(Key: string): Promise<Buffer> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

describe('an object', () => {
  it('comes back with what was said about it, also after a restart', async () => {
    const put = await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'seals/2026/11/22.json',
        Body: '{"a":1}',
        ContentType: 'application/json',
        Metadata: { minute: '10:30' },
      }),
    );
    expect(put.ETag).toBe('"bb6cb5c68df4652941caf652a366f2d8"');
    await endpoint.close();
    await start();
    const { Body, ...head } = await client.send(
      new GetObjectCommand({ Bucket, Key: 'seals/2026/11/22.json' }),
    );
    expect(await Body?.transformToString()).toBe('{"a":1}');
    const expected = {
      ETag: put.ETag,
      ContentType: 'application/json',
      ContentLength: 7,
      Metadata: { minute: '10:30' },
    };
    expect(head).toMatchObject(expected);
    expect(head.LastModified).toBeInstanceOf(Date);
    expect(
      await client.send(new HeadObjectCommand({ Bucket, Key: 'seals/2026/11/22.json' })),
    ).toMatchObject(expected);
  });

  it('may be streamed, which the client does in chunks with a checksum behind them', async () => {
    const bytes = Buffer.alloc(300_000, 'stream');
    const body = Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]);
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'streamed',
        Body: body,
        ContentLength: bytes.length,
        ContentEncoding: 'identity-of-the-test',
      }),
    );
    expect((await content('streamed')).equals(bytes)).toBe(true);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'streamed' }));
    expect(head.ContentEncoding).toBe('identity-of-the-test');
  });

  it.each(['CRC32', 'SHA1', 'SHA256'] as const)('is checked by its %s', async (algorithm) => {
    await client.send(
      new PutObjectCommand({ Bucket, Key: 'k', Body: 'b', ChecksumAlgorithm: algorithm }),
    );
    expect((await content('k')).toString()).toBe('b');
  });

  it('is refused when a checksum does not match, in a header or behind the chunks', async () => {
    await expect(
      client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'b', ChecksumCRC32: 'AAAAAA==' })),
    ).rejects.toMatchObject({ name: 'BadDigest' });
    const chunked = async (body: string): Promise<number> => {
      const { status } = await fetch(`${endpoint.url}/${Bucket}/k`, {
        method: 'PUT',
        headers: {
          'content-encoding': 'aws-chunked',
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-trailer': 'x-amz-checksum-crc32',
          'x-amz-decoded-content-length': '1',
        },
        body,
      });
      return status;
    };
    expect(await chunked('1\r\nb\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n')).toBe(400);
    expect(await chunked('1\r\nb\r\n0\r\n\r\n')).toBe(400);
    expect(await chunked('2\r\nb\r\n0\r\n\r\n')).toBe(400);
    expect(await chunked('zz\r\nb')).toBe(400);
    expect(await chunked('ffffffff\r\nb\r\n0\r\n\r\n')).toBe(400);
    await expect(content('k')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const sum = crc32Base64(Buffer.from('b'));
    expect(await chunked(`1\r\nb\r\n0\r\nx-amz-checksum-crc32:${sum}\r\n\r\n`)).toBe(200);
    expect((await content('k')).toString()).toBe('b');
  });

  it('is replaced by a later one, but not under If-None-Match', async () => {
    const put = (Body: string, IfNoneMatch?: string): Promise<unknown> =>
      client.send(new PutObjectCommand({ Bucket, Key: 'seal', Body, IfNoneMatch }));
    await put('one', '*');
    await expect(put('two', '*')).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    expect((await content('seal')).toString()).toBe('one');
    await put('three');
    expect((await content('seal')).toString()).toBe('three');
  });

  it('is created once by many writers at once, and whole', async () => {
    const writers = Array.from({ length: 20 }, (_, number) =>
      client.send(
        new PutObjectCommand({
          Bucket,
          Key: 'contested',
          Body: Buffer.alloc(50_000, number),
          IfNoneMatch: '*',
        }),
      ),
    );
    const results = await Promise.allSettled(writers);
    const winners = results.flatMap(({ status }, number) =>
      status === 'fulfilled' ? [number] : [],
    );
    expect(winners).toHaveLength(1);
    expect((await content('contested')).equals(Buffer.alloc(50_000, winners[0]))).toBe(true);
    expect(await readdir(join(folder, Bucket))).toEqual(['contested.object']);
  });

  it('that does not exist is NoSuchKey, or 404 without a body for HEAD', async () => {
    await expect(content('none')).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject(
      { name: 'NotFound', $metadata: { httpStatusCode: 404 } },
    );
    await expect(
      client.send(new GetObjectCommand({ Bucket: 'Not_a_bucket', Key: 'k' })),
    ).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('half-written by a process that was killed is gone after the next start', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'b' }));
    await endpoint.close();
    await writeFile(join(folder, Bucket, '.tmp-1'), 'half');
    await start();
    expect(await readdir(join(folder, Bucket))).toEqual(['k.object']);
  });
});

describe('keys', () => {
  it('of any text come back, and never leave the bucket folder', async () => {
    const awkward = [
      '../../etc/passwd',
      '..',
      '.',
      '/',
      '//a',
      'a/../b',
      'A',
      'a',
      '%2e%2e',
      'é',
      ' ',
    ];
    for (const key of [...awkward, 'x'.repeat(1000)]) {
      const name = objectFileName(key);
      expect(name).toMatch(/^[a-z0-9_%+-]{1,200}\.object$/);
    }
    expect(new Set(awkward.map(objectFileName)).size).toBe(awkward.length);
    for (const Key of ['../up', 'a b/ü%2f?#', 'x'.repeat(1000)]) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
      expect((await content(Key)).toString()).toBe(Key);
    }
    expect(await readdir(folder)).toEqual([Bucket]);
  });

  it('have file names of their own', () => {
    const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(key, key, (a, b) => {
        const [first, second] = [objectFileName(a), objectFileName(b)];
        expect(first.toLowerCase() === second.toLowerCase()).toBe(a === b);
        expect(first).toMatch(/^[a-z0-9_%+-]{1,200}\.object$/);
      }),
    );
  });
});

describe('the endpoint', () => {
  it('refuses what it does not do', async () => {
    await expect(client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    const acl = await fetch(`${endpoint.url}/${Bucket}/k?acl`, { method: 'PUT', body: 'x' });
    expect(acl.status).toBe(501);
    const crc32c = await fetch(`${endpoint.url}/${Bucket}/k`, {
      method: 'PUT',
      headers: { 'x-amz-checksum-crc32c': 'AAAAAA==' },
      body: 'x',
    });
    expect(crc32c.status).toBe(501);
    const long = await fetch(`${endpoint.url}/${Bucket}/${'k'.repeat(1025)}`);
    expect(long.status).toBe(400);
  });
});
