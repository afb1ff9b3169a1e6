import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface PrivateBucketProps {
  readonly retain: boolean;
  readonly encryption:
    | { readonly key: IKey }
    /** An opt-out from a customer's key needs its reason. */
    | { readonly managedByS3: true; readonly reason: string };
  /** Absent only for the bucket that itself keeps access logs. */
  readonly accessLogs?: Bucket;
  /** What is written can be neither changed nor deleted for so long, by anybody (Object Lock, compliance mode). */
  readonly lockedFor?: Duration;
  /** Absent: objects stay. */
  readonly expireAfterDays?: number;
}

/** A bucket that nobody outside can reach: no public access, TLS only, versioned, owned objects. */
export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...('key' in props.encryption
        ? {
            encryption: BucketEncryption.KMS,
            encryptionKey: props.encryption.key,
            bucketKeyEnabled: true,
          }
        : { encryption: BucketEncryption.S3_MANAGED }),
      ...(props.accessLogs === undefined
        ? {}
        : {
            // CDK's own class misses its interface by an optional that may be undefined.
            serverAccessLogsBucket: props.accessLogs as IBucket,
            serverAccessLogsPrefix: `${id}/`,
          }),
      ...(props.lockedFor === undefined
        ? {}
        : {
            objectLockEnabled: true,
            objectLockDefaultRetention: ObjectLockRetention.compliance(props.lockedFor),
          }),
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        ...(props.expireAfterDays === undefined
          ? []
          : [
              {
                expiration: Duration.days(props.expireAfterDays),
                noncurrentVersionExpiration: Duration.days(1),
              },
            ]),
      ],
    });
  }
}

/** Where the access logs of other buckets go, for a year. */
export function accessLogsBucket(scope: Construct, retain: boolean): PrivateBucket {
  return new PrivateBucket(scope, 'AccessLogs', {
    retain,
    encryption: {
      managedByS3: true,
      reason: 'S3 cannot deliver access logs to a bucket whose default encryption is by a KMS key',
    },
    expireAfterDays: 365,
  });
}
