import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { callExpecting, callService, StoredItemError } from './service-error.ts';

/**
 * Bodies that are too large for a DynamoDB item (400 KB with everything in it). An object's key ends
 * in the hash of its bytes, so an object never changes: an attempt that was cut off between the object
 * and its item leaves an orphan, which a lifecycle rule may remove, and never a body that
 * belongs to another attempt.
 */
export interface ObjectStore {
  /** @returns the object's key, once the object is durable. */
  put(prefix: string, ownerId: string, bytes: Uint8Array): Promise<string>;
}

export interface ObjectReader {
  /**
   * @param maxBytes an object that is larger is refused before it is read.
   * @throws StoredItemError when the object is missing, too large or not the one its key names.
   */
  get(key: string, maxBytes: number): Promise<Uint8Array>;
}

export interface BucketOptions {
  readonly s3: S3Client;
  readonly bucket: string;
}

/** Bytes that still go into an item, leaving room for its other attributes. */
export const MAX_ITEM_BODY_BYTES = 300 * 1024;

export function createObjectStore({ s3, bucket }: BucketOptions): ObjectStore {
  return {
    async put(prefix, ownerId, bytes) {
      const key = `${prefix}/${sha256(ownerId)}/${sha256(bytes)}`;
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: bytes,
        ContentType: 'application/octet-stream',
        IfNoneMatch: '*',
      });
      // The same key means the same bytes: it is there already.
      const present = ['PreconditionFailed'] as const;
      await callExpecting('s3', 'PutObject', present, () => s3.send(command));
      return key;
    },
  };
}

export function createObjectReader({ s3, bucket }: BucketOptions): ObjectReader {
  return {
    async get(key, maxBytes) {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      const answer = await callExpecting('s3', 'GetObject', ['NoSuchKey'], () => s3.send(command));
      if (!answer.ok) throw new StoredItemError('a stored object is missing');
      const { Body, ContentLength } = answer.value;
      if (Body === undefined) throw new StoredItemError('a stored object has no body');
      if (ContentLength === undefined || ContentLength > maxBytes) {
        // Abandons the connection rather than reading on.
        if ('destroy' in Body) Body.destroy();
        throw new StoredItemError('a stored object is too large');
      }
      const bytes = await callService('s3', 'GetObject', () => Body.transformToByteArray());
      if (sha256(bytes) !== key.slice(key.lastIndexOf('/') + 1)) {
        throw new StoredItemError('a stored object is not the one that was written');
      }
      return bytes;
    },
  };
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
