import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CordonFunction, type FunctionContext } from '../constructs/cordon-function.ts';
import { DataTrail } from '../constructs/data-trail.ts';
import { DriftRules } from '../constructs/drift-rules.ts';
import { FrontDoor } from '../constructs/front-door.ts';
import { IncidentRoute } from '../constructs/incident-route.ts';
import type { MailReceiving } from '../constructs/mail-receiving.ts';
import { ScheduledRun } from '../constructs/scheduled-run.ts';
import type { SmtpIngress } from '../constructs/smtp-ingress.ts';
import { Watch } from '../constructs/watch.ts';
import { accessTo } from '../policies/access.ts';
import {
  canaryPolicy,
  decisionsReadPolicy,
  deliveriesAdminPolicy,
  ledgerDisposePolicy,
  ledgerSealerPolicy,
  registryAdminPolicy,
  sweeperPolicy,
} from '../policies/operations.ts';

export interface OperationsStackProps extends StackProps, FunctionContext {
  /** The functions of the other stacks, to be watched with this one's own. */
  readonly functions: readonly CordonFunction[];
  /** The APIs of the other stacks, the same. */
  readonly doors: readonly FrontDoor[];
  /** Endpoints that take mail by SMTP, to be watched. */
  readonly smtp: readonly SmtpIngress[];
  readonly receiving: MailReceiving | undefined;
}

/** What keeps the rest going and tells about it: sweeper, decisions for auditors, alarms, dashboard. */
export class OperationsStack extends Stack {
  readonly door: FrontDoor;

  constructor(scope: Construct, id: string, props: OperationsStackProps) {
    super(scope, id, props);
    const { data, deployment, names, network } = props;
    const context = { data, deployment, names, network };
    const access = accessTo(data, names, deployment);

    const decisions = new CordonFunction(this, {
      ...context,
      name: 'decisions-read',
      description: 'Lists, exports and proves decisions for auditors',
      policy: decisionsReadPolicy(access, data, names),
      needs: { tables: ['registry', 'decisions'], ledgerBucket: true, ledgerKey: true },
    });
    const registryAdmin = new CordonFunction(this, {
      ...context,
      name: 'registry-admin',
      description: 'Keeps vendors, sources, destinations and keys for the privacy officer',
      policy: registryAdminPolicy(access, data, names),
      needs: { tables: ['registry', 'decisions'], prefix: true, sendersKey: true },
    });
    const sweeper = new CordonFunction(this, {
      ...context,
      name: 'sweeper',
      description: 'Hands out unfinished work again, every minute',
      policy: sweeperPolicy(access, data, names),
      needs: {
        tables: ['registry', 'messages', 'quarantine', 'outbox-clinical', 'outbox-marketing'],
        queues: ['inbound', 'deliver-clinical', 'deliver-marketing'],
      },
    });
    const sealer = new CordonFunction(this, {
      ...context,
      name: 'ledger-sealer',
      description: 'Seals the decisions of closed minutes, every minute',
      policy: ledgerSealerPolicy(access, data, names),
      needs: { tables: ['decisions'], ledgerBucket: true, ledgerKey: true },
    });
    new ScheduledRun(this, 'EveryMinute', {
      ...{ names, name: 'every-minute', every: Duration.minutes(1) },
      description: 'Cordon: runs the sweeper and the sealer',
      // After that it is worth nothing: the next one does its work.
      triedFor: Duration.minutes(1),
      functions: [sweeper, sealer],
    });

    const canary = deployment.canary ? [this.canary(props)] : [];

    new ScheduledRun(this, 'EveryHour', {
      ...{ names, name: 'every-hour', every: Duration.hours(1) },
      description: 'Cordon: says what has waited for review for too long',
      triedFor: Duration.minutes(30),
      functions: [sweeper],
      event: { run: 'quarantine' },
    });
    new ScheduledRun(this, 'EveryDay', {
      ...{ names, name: 'every-day', every: Duration.days(1) },
      description: 'Cordon: warns of agreements that end',
      triedFor: Duration.hours(6),
      functions: [sweeper],
      event: { run: 'renewals' },
    });

    const disposer = new CordonFunction(this, {
      ...context,
      name: 'ledger-dispose',
      description: 'Disposes of records that are due and under no hold, when an officer asks',
      policy: ledgerDisposePolicy(access, data, names),
      needs: { tables: ['registry', 'decisions'], ledgerBucket: true },
    });
    const deliveries = new CordonFunction(this, {
      ...context,
      name: 'deliveries-admin',
      description:
        'Deliveries, destinations, pick-up links and what is held, for the privacy officer',
      policy: deliveriesAdminPolicy(access, data, names),
      needs: {
        tables: [
          ...(['registry', 'outbox-clinical', 'outbox-marketing', 'decisions'] as const),
          ...(['portal', 'quarantine'] as const),
        ],
        queues: ['deliver-clinical', 'deliver-marketing'],
      },
    });
    this.door = new FrontDoor(this, 'FrontDoor', {
      ...context,
      audience: 'operations',
      target: decisions,
      // Where people have roles, each role may call its own routes.
      callers: deployment.people === undefined ? 'anybody' : 'iam',
      routes: [
        { path: 'v1/decisions', methods: ['GET'] },
        { path: 'v1/ledger/{proxy+}', methods: ['GET'] },
        { path: 'v1/disposals', methods: ['POST'], target: disposer },
        { path: 'v1/deliveries', methods: ['GET'], target: deliveries },
        { path: 'v1/deliveries/{proxy+}', methods: ['GET', 'POST'], target: deliveries },
        { path: 'v1/portal/{proxy+}', methods: ['GET', 'POST'], target: deliveries },
        { path: 'v1/quarantine', methods: ['GET'], target: deliveries },
        { path: 'v1/quarantine/{proxy+}', methods: ['GET', 'POST'], target: deliveries },
        { path: 'v1/destinations/{proxy+}', methods: ['GET', 'POST'], target: deliveries },
        {
          path: 'v1/admin/{proxy+}',
          methods: ['GET', 'PUT', 'POST', 'DELETE'],
          target: registryAdmin,
        },
      ],
    });
    new CfnOutput(this, 'AdminUrl', { value: `${this.door.url}v1/admin` });
    new CfnOutput(this, 'DecisionsUrl', { value: `${this.door.url}v1/decisions` });

    new Watch(this, 'Watch', {
      ...context,
      doors: [...props.doors, this.door],
      smtp: props.smtp,
      receiving: props.receiving,
      functions: [
        ...props.functions,
        decisions,
        registryAdmin,
        sweeper,
        sealer,
        disposer,
        deliveries,
        ...canary,
      ],
    });
    const { audit, eventBusArn } = deployment;
    if (eventBusArn !== undefined) new IncidentRoute(this, 'Route', { names, eventBusArn });
    if (audit.trail) new DataTrail(this, 'Trail', context);
    if (audit.configRules) new DriftRules(this, 'Drift', context);
  }

  /** Follows a webhook of its own from the public name to the ledger. */
  private canary({ data, deployment, names }: OperationsStackProps): CordonFunction {
    const canary = new CordonFunction(this, {
      ...{ data, deployment, names },
      name: 'canary',
      description: 'Posts a test webhook and looks for its decision, every five minutes',
      policy: canaryPolicy(accessTo(data, names, deployment), data, names),
      needs: { tables: ['decisions'], publicUrl: true, prefix: true },
    });
    new ScheduledRun(this, 'EveryFiveMinutes', {
      ...{ names, name: 'every-five-minutes', every: Duration.minutes(5) },
      description: 'Cordon: runs the canary',
      triedFor: Duration.minutes(1),
      functions: [canary],
    });
    return canary;
  }
}
