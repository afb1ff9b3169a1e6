import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Lane, LANES } from '../../lambdas/core/vocabulary.ts';
import type { FunctionContext } from '../constructs/cordon-function.ts';
import { SmtpIngress } from '../constructs/smtp-ingress.ts';

export interface SmtpStackProps extends StackProps, FunctionContext {
  /** Where each lane's senders post. */
  readonly sendUrls: Readonly<Record<Lane, string>>;
}

/** SMTP in, where a deployment asks for it: for each lane an endpoint of its own, with a password, a key and a bucket. */
export class SmtpStack extends Stack {
  readonly ingresses: readonly SmtpIngress[];

  constructor(scope: Construct, id: string, props: SmtpStackProps) {
    super(scope, id, props);
    const { data, deployment, names, sendUrls } = props;
    this.ingresses = LANES.flatMap((lane) => {
      const config = deployment.smtp[lane];
      if (config === undefined) return [];
      const sendUrl = sendUrls[lane];
      return [new SmtpIngress(this, { data, deployment, names, lane, config, sendUrl })];
    });
  }
}
