import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type Leaf, readLeaves } from '../../../core/record/leaf-list.ts';
import { type SignedSeal, signedSealSchema } from '../../../core/record/seal.ts';
import type { SealReader, SealWriter } from '../../../ports/seals.ts';
import type { BucketOptions } from './object-store.ts';
import { callExpecting, callService, StoredItemError } from './service-error.ts';

/** Bytes; larger than any that is written. */
const MAX_SEAL_BYTES = 1024 * 1024;
const MAX_LEAVES_BYTES = 16 * 1024 * 1024;

/** Zeros in front, so that the names sort as the numbers do. */
const sealName = (sequence: number) => `seals/${String(sequence).padStart(12, '0')}.json`;
const leavesName = (sequence: number, sha256: string) =>
  `leaves/${String(sequence).padStart(12, '0')}/${sha256}`;

/**
 * Seals as objects of the ledger bucket, numbered from 1 without a gap. A new one is written on the condition
 * that there is none of its number (`If-None-Match`), which makes S3 the arbiter between two sealers; the bucket's
 * Object Lock keeps it from being changed or deleted for six years.
 */
export function createS3Seals(options: BucketOptions): SealWriter {
  const reader = createS3SealReader(options);
  const create = async (key: string, text: string, contentType: string) => {
    const command = new PutObjectCommand({
      Bucket: options.bucket,
      Key: key,
      Body: text,
      ContentType: contentType,
      IfNoneMatch: '*',
    });
    // 409: another conditional write of the same name is under way; whoever it is has the same right to it.
    const taken = ['PreconditionFailed', 'ConditionalRequestConflict'] as const;
    return callExpecting('s3', 'PutObject', taken, () => options.s3.send(command));
  };
  return {
    ...reader,
    async putLeaves(sequence, text) {
      const sha256 = createHash('sha256').update(text).digest('hex');
      // The same name means the same bytes: it is there already.
      await create(leavesName(sequence, sha256), text, 'text/plain; charset=utf-8');
      return sha256;
    },
    async append(signed) {
      const { ok } = await create(
        sealName(signed.seal.sequence),
        `${JSON.stringify(signed)}\n`,
        'application/json',
      );
      return ok ? 'appended' : 'exists';
    },
  };
}

export function createS3SealReader(options: BucketOptions): SealReader {
  /** The highest number that is known to be there; seals are never removed. */
  let known = 0;
  /** The list that was read last: whoever reads one reads it piece by piece. */
  let latest: { readonly sha256: string; readonly leaves: readonly Leaf[] } | undefined;

  const find = async (sequence: number): Promise<SignedSeal | undefined> => {
    const text = await getText(options, sealName(sequence), MAX_SEAL_BYTES);
    if (text === undefined) return undefined;
    const parsed = signedSealSchema.safeParse(parseJson(text));
    if (!parsed.success || parsed.data.seal.sequence !== sequence) {
      throw new StoredItemError('a seal is malformed');
    }
    known = Math.max(known, sequence);
    return parsed.data;
  };

  return {
    find,
    /** Numbers have no gap, so the last is found by doubling and halving: some twenty questions a million. */
    async last() {
      let low = known;
      let step = 1;
      while ((await find(low + step)) !== undefined) {
        low += step;
        step *= 2;
      }
      let high = low + step;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if ((await find(middle)) === undefined) high = middle;
        else low = middle;
      }
      return low === 0 ? undefined : await find(low);
    },
    async leaves(seal, part) {
      const named = seal.leaves[part];
      if (named === undefined) throw new RangeError('there is no such part');
      if (latest?.sha256 === named.sha256) return latest.leaves;
      const text = await getText(
        options,
        leavesName(seal.sequence, named.sha256),
        MAX_LEAVES_BYTES,
      );
      const isNamed =
        text !== undefined && createHash('sha256').update(text).digest('hex') === named.sha256;
      const leaves = isNamed ? readLeaves(text) : undefined;
      if (leaves?.length !== named.count) {
        throw new StoredItemError('a list of leaves is not the one that its seal names');
      }
      latest = { sha256: named.sha256, leaves };
      return leaves;
    },
  };
}

/** @throws StoredItemError when the object is too large; undefined when there is none. */
async function getText(
  { s3, bucket }: BucketOptions,
  key: string,
  maxBytes: number,
): Promise<string | undefined> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: key });
  const answer = await callExpecting('s3', 'GetObject', ['NoSuchKey'], () => s3.send(command));
  if (!answer.ok) return undefined;
  const { Body, ContentLength } = answer.value;
  if (Body === undefined || ContentLength === undefined || ContentLength > maxBytes) {
    if (Body !== undefined && 'destroy' in Body) Body.destroy();
    throw new StoredItemError('a stored object is too large');
  }
  return callService('s3', 'GetObject', () => Body.transformToString('utf-8'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
