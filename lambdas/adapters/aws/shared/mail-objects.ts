import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import type { BucketOptions } from './object-store.ts';
import { callExpecting, callService, StoredItemError } from './service-error.ts';

/** One object of mail, as it was put down. @throws ServiceError, StoredItemError */
export async function readMailObject(
  { s3, bucket }: BucketOptions,
  key: string,
  maxBytes: number,
): Promise<Uint8Array | 'gone' | 'too_large'> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: key });
  const answer = await callExpecting('s3', 'GetObject', ['NoSuchKey'], () => s3.send(command));
  if (!answer.ok) return 'gone';
  const { Body, ContentLength } = answer.value;
  if (Body === undefined) throw new StoredItemError('a mail has no body');
  if (ContentLength === undefined || ContentLength > maxBytes) {
    // Abandons the connection rather than reading on.
    if ('destroy' in Body) Body.destroy();
    return 'too_large';
  }
  return await callService('s3', 'GetObject', () => Body.transformToByteArray());
}

/** Absent already is as good. @throws ServiceError */
export async function removeMailObject({ s3, bucket }: BucketOptions, key: string): Promise<void> {
  const command = new DeleteObjectCommand({ Bucket: bucket, Key: key });
  await callService('s3', 'DeleteObject', () => s3.send(command));
}
