import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CordonFunction, type FunctionContext } from '../constructs/cordon-function.ts';
import { FrontDoor } from '../constructs/front-door.ts';
import { MailLane } from '../constructs/mail-lane.ts';
import { accessTo } from '../policies/access.ts';
import {
  marketingDeliverPolicy,
  marketingMessagesPolicy,
  marketingSendPolicy,
} from '../policies/marketing.ts';

/** The marketing lane: it sends and delivers what holds no PHI, and can open nothing. */
export class MarketingStack extends Stack {
  readonly functions: readonly CordonFunction[];
  readonly door: FrontDoor;
  /** Where this lane's senders post. */
  readonly sendUrl: string;

  constructor(scope: Construct, id: string, props: StackProps & FunctionContext) {
    super(scope, id, props);
    const { data, deployment, names, network } = props;
    const context = { data, deployment, names, network };
    const access = accessTo(data, names, deployment);

    new MailLane(this, 'Mail', {
      mail: deployment.marketing.mail,
      tls: 'when-offered',
      feedbackTopicArn: names.mailFeedbackTopicArn,
      retain: deployment.protection.retain,
    });
    const send = new CordonFunction(this, {
      ...context,
      name: 'marketing-send',
      description: 'Decides about marketing messages; seals what it must hold, and cannot open it',
      policy: marketingSendPolicy(access, data, names),
      needs: {
        tables: ['registry', 'vault', 'outbox-marketing', 'quarantine', 'decisions', 'requests'],
        queues: ['deliver-marketing'],
        vaultBucket: true,
        marketingBucket: true,
        phiKey: true,
        sendersKey: true,
        permissionCheck: true,
        texts: 'marketing',
        decides: true,
      },
    });
    const deliver = new CordonFunction(this, {
      ...context,
      name: 'marketing-deliver',
      description: 'Delivers sanitized or clean content',
      policy: marketingDeliverPolicy(access, data, names),
      needs: {
        tables: ['registry', 'outbox-marketing', 'decisions', 'quarantine'],
        queues: ['deliver-marketing'],
        marketingBucket: true,
        optOutKey: true,
        permissionCheck: true,
        publicUrl: true,
        mail: 'marketing',
        texts: 'marketing',
        prefix: true,
      },
      reads: 'deliver-marketing',
    });
    const messages = new CordonFunction(this, {
      ...context,
      name: 'marketing-messages',
      description: 'Tells senders what became of their messages, and recalls them',
      policy: marketingMessagesPolicy(access, data, names),
      needs: { tables: ['registry', 'outbox-marketing', 'decisions', 'requests'] },
    });
    this.functions = [send, deliver, messages];

    this.door = new FrontDoor(this, 'FrontDoor', {
      ...context,
      audience: 'marketing',
      target: send,
      routes: [
        { path: '{proxy+}', methods: ['POST'] },
        // A path that has others below it is not the one above any more.
        { path: 'v1/messages', methods: ['POST'] },
        { path: 'openapi.json', methods: ['GET'], target: messages },
        { path: 'v1/messages/{id}', methods: ['GET'], target: messages },
        { path: 'v1/messages/{id}/recall', methods: ['POST'], target: messages },
      ],
    });
    this.sendUrl = this.door.url;
    new CfnOutput(this, 'MarketingSendUrl', { value: this.door.url });
  }
}
