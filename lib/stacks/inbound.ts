import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CordonFunction, type FunctionContext } from '../constructs/cordon-function.ts';
import { FrontDoor } from '../constructs/front-door.ts';
import { accessTo } from '../policies/access.ts';
import { optOutsPolicy } from '../policies/clinical.ts';
import { inboundWorkerPolicy, webhookAcceptPolicy } from '../policies/inbound.ts';

/** Webhooks in: the function that vendors reach, which only seals, and the worker behind the queue. */
export class InboundStack extends Stack {
  readonly functions: readonly CordonFunction[];

  constructor(scope: Construct, id: string, props: StackProps & FunctionContext) {
    super(scope, id, props);
    const { data, deployment, names } = props;
    const context = { data, deployment, names };
    const access = accessTo(data, names, deployment);

    const accept = new CordonFunction(this, {
      ...context,
      name: 'webhook-accept',
      description: 'Verifies, seals and records webhooks; cannot open them',
      policy: webhookAcceptPolicy(access, data, names),
      needs: {
        tables: ['registry', 'messages', 'vault'],
        queues: ['inbound'],
        vaultBucket: true,
        phiKey: true,
        publicUrl: true,
        prefix: true,
      },
    });
    const worker = new CordonFunction(this, {
      ...context,
      name: 'inbound-worker',
      description: 'Opens webhooks, scans, decides and routes them',
      policy: inboundWorkerPolicy(access, data, names),
      needs: {
        tables: [
          'registry',
          'messages',
          'vault',
          'tokens',
          'quarantine',
          'outbox-clinical',
          'outbox-marketing',
          'decisions',
        ],
        queues: ['inbound', 'deliver-clinical', 'deliver-marketing'],
        vaultBucket: true,
        marketingBucket: true,
        phiKey: true,
        decides: true,
      },
      reads: 'inbound',
    });
    const optOuts = new CordonFunction(this, {
      ...context,
      name: 'opt-outs',
      description: 'Hears recipients who want no more messages; cannot see who they are',
      policy: optOutsPolicy(access, data, names),
      needs: {
        tables: ['registry', 'people', 'decisions'],
        peopleKey: true,
        peopleIndexKey: true,
        optOutKey: true,
      },
    });
    this.functions = [accept, worker, optOuts];

    const door = new FrontDoor(this, {
      ...context,
      audience: 'inbound',
      target: accept,
      // Some vendors confirm an endpoint by a GET before they post to it.
      routes: [
        { path: 'webhooks/{source}', methods: ['GET', 'HEAD', 'POST'] },
        { path: 'u/{token}', methods: ['GET', 'POST'], target: optOuts },
        { path: 'v1/inbound-texts', methods: ['POST'], target: optOuts },
      ],
    });
    new CfnOutput(this, 'WebhookUrl', { value: `${door.api.url}webhooks/{source}` });
  }
}
