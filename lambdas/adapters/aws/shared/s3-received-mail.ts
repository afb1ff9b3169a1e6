import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { ReceivedMail } from '../../../ports/received-mail.ts';
import { readMailObject, removeMailObject } from './mail-objects.ts';
import type { BucketOptions } from './object-store.ts';
import { callService, StoredItemError } from './service-error.ts';

/**
 * Mail in a bucket, one object each, under the id of its source and SES's own name for it.
 *
 * @throws ServiceError, StoredItemError
 */
export function createS3ReceivedMail(options: BucketOptions): ReceivedMail {
  const { s3, bucket } = options;
  return {
    read: (key, maxBytes) => readMailObject(options, key, maxBytes),
    async readStart(key, bytes) {
      const range = `bytes=0-${String(bytes - 1)}`;
      const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range: range });
      const start = await callService('s3', 'GetObject', async () => {
        const { Body } = await s3.send(command);
        return await Body?.transformToByteArray();
      });
      if (start === undefined) throw new StoredItemError('a mail has no body');
      // A store that knows no ranges answers with all of it.
      return start.subarray(0, bytes);
    },
    remove: (key) => removeMailObject(options, key),
  };
}
