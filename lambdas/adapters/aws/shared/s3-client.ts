import { S3Client } from '@aws-sdk/client-s3';
import { clientOptions, type ClientConfig } from './client-config.ts';

/** An endpoint on loopback has no host per bucket, so it is addressed by path. */
export function createS3Client(config: ClientConfig): S3Client {
  return new S3Client({
    ...clientOptions(config, 's3'),
    forcePathStyle: config.endpoints?.s3 !== undefined,
  });
}
