import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import type { DroppedMail } from '../../../ports/dropped-mail.ts';
import type { BucketOptions } from './object-store.ts';
import { callExpecting, callService, StoredItemError } from './service-error.ts';

/** Mail in a bucket, one object each, under whatever name the mail server gave it. */
export function createS3DroppedMail({ s3, bucket }: BucketOptions): DroppedMail {
  return {
    async read(key, maxBytes) {
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
    },
    async remove(key) {
      const command = new DeleteObjectCommand({ Bucket: bucket, Key: key });
      await callService('s3', 'DeleteObject', () => s3.send(command));
    },
  };
}
