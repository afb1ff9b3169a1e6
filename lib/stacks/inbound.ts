import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CordonFunction, type FunctionContext } from '../constructs/cordon-function.ts';
import { FrontDoor } from '../constructs/front-door.ts';
import { MailReceiving } from '../constructs/mail-receiving.ts';
import { accessTo } from '../policies/access.ts';
import { optOutsPolicy, portalPolicy } from '../policies/clinical.ts';
import { inboundWorkerPolicy, webhookAcceptPolicy } from '../policies/inbound.ts';

/**
 * Webhooks in, and mail: the functions that vendors and writers reach, which only seal, and the worker behind the queue. And
 * what recipients reach, each by an API of its own: links that end messages beside the webhooks, for mailbox providers call most
 * of them, by the thousand and from few addresses (RFC 8058); links to what waits in the portal under another host, for people.
 */
export class InboundStack extends Stack {
  readonly functions: readonly CordonFunction[];
  readonly doors: readonly FrontDoor[];
  /** Only where the config has `clinical.receiving`. */
  readonly receiving: MailReceiving | undefined;

  constructor(scope: Construct, id: string, props: StackProps & FunctionContext) {
    super(scope, id, props);
    const { data, deployment, names, network } = props;
    const context = { data, deployment, names, network };
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
    const portal = new CordonFunction(this, {
      ...context,
      name: 'portal',
      description: 'Shows recipients what waits for them; can open nothing else, and sends nothing',
      policy: portalPolicy(access, data, names),
      needs: {
        tables: [
          ...(['portal', 'vault', 'outbox-clinical', 'decisions', 'registry', 'messages'] as const),
        ],
        queues: ['deliver-clinical', 'inbound'],
        vaultBucket: true,
        phiKey: true,
        portal: true,
      },
    });
    const config = deployment.clinical.receiving;
    this.receiving =
      config === undefined ? undefined : new MailReceiving(this, 'Mail', { ...context, config });
    this.functions = [
      ...[accept, worker, optOuts, portal],
      ...(this.receiving === undefined ? [] : [this.receiving.function]),
    ];

    const door = new FrontDoor(this, 'FrontDoor', {
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
    const portalDoor = new FrontDoor(this, 'PortalDoor', {
      ...context,
      audience: 'portal',
      target: portal,
      routes: [
        { path: 'p/{token}', methods: ['GET'] },
        { path: 'p/{token}/{proxy+}', methods: ['GET', 'POST'] },
      ],
      formsAlone: true,
    });
    this.doors = [door, portalDoor];
    new CfnOutput(this, 'WebhookUrl', { value: `${door.url}webhooks/{source}` });
    new CfnOutput(this, 'PortalUrl', { value: portalDoor.url });
  }
}
