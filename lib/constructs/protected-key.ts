import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export interface ProtectedKeyProps {
  /** `alias/{prefix}-{purpose}`. */
  readonly alias: string;
  readonly description: string;
  /** Written out in full: it replaces KMS's default, which gives the account everything. */
  readonly policy: PolicyDocument;
  readonly retain: boolean;
  /** A key of message authentication codes. KMS does not rotate one: every code made so far would change. */
  readonly mac?: true;
}

/** A customer-managed key: rotated every year (where KMS can), kept when its stack is deleted, 30 days to change one's mind. */
export class ProtectedKey extends Key {
  constructor(scope: Construct, id: string, props: ProtectedKeyProps) {
    super(scope, id, {
      alias: props.alias,
      description: props.description,
      policy: props.policy,
      ...(props.mac === true
        ? { keySpec: KeySpec.HMAC_256, keyUsage: KeyUsage.GENERATE_VERIFY_MAC }
        : { enableKeyRotation: true }),
      pendingWindow: Duration.days(30),
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}
