import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export interface SigningKeyProps {
  /** `alias/{prefix}-{purpose}`. */
  readonly alias: string;
  readonly description: string;
  /** Written out in full: it replaces KMS's default, which gives the account everything. */
  readonly policy: PolicyDocument;
  readonly retain: boolean;
}

/**
 * A key that signs, of curve P-256. KMS rotates no asymmetric key, and what it signed must stay checkable; its
 * private half never leaves KMS.
 */
export class SigningKey extends Key {
  constructor(scope: Construct, id: string, props: SigningKeyProps) {
    super(scope, id, {
      alias: props.alias,
      description: props.description,
      policy: props.policy,
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      pendingWindow: Duration.days(30),
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}
