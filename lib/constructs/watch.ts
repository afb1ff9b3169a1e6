import { Aws, Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { DECIDERS, type FunctionName, QUEUE_NAMES, type QueueName } from '../names.ts';
import { alarmsKeyPolicy } from '../policies/keys.ts';
import type { CordonFunction, FunctionContext } from './cordon-function.ts';
import { ImpactAlarm } from './impact-alarm.ts';
import { ProtectedKey } from './protected-key.ts';
import type { SmtpIngress } from './smtp-ingress.ts';

export interface WatchProps extends FunctionContext {
  readonly functions: readonly CordonFunction[];
  /** Endpoints that take mail by SMTP, where there are any. */
  readonly smtp: readonly SmtpIngress[];
}

const FUNCTION_IMPACT: Readonly<Record<FunctionName, string>> = {
  'webhook-accept': 'Vendors are answered 5xx. Most repeat a delivery for hours; some never do.',
  'inbound-worker':
    'Webhooks are accepted and sealed but reach no destination until this works again.',
  'clinical-send': 'Clinical applications cannot send; their callers see 5xx.',
  'clinical-deliver': 'Clinical messages and webhooks wait in the outbox and are repeated.',
  'marketing-send': 'Marketing applications cannot send; their callers see 5xx.',
  'marketing-deliver': 'Marketing messages and webhooks wait in the outbox and are repeated.',
  'decisions-read': 'Auditors cannot list decisions. Decisions are still recorded.',
  'people-admin': 'Officers cannot see or change people; what they chose still decides.',
  'opt-outs':
    'Recipients cannot opt out by a link or a text. They must be able to (16 CFR 316.5): act at once.',
  'mail-feedback':
    'Complaints and bounces are not heard: whoever complained may still be sent mail. They wait in the queue.',
  'permission-check': 'Marketing applications cannot send: without an answer nothing may go.',
  'ledger-dispose':
    'Records that are due cannot be disposed of. They stay, which harms nothing but the schedule.',
  'ledger-sealer':
    'Decisions are recorded but not sealed, so a change to them could not be proven. If its last seal is broken, follow the runbook in docs/ledger.md.',
  'registry-admin':
    'The privacy officer cannot read or change registries. What is there still counts.',
  'deliveries-admin':
    'The privacy officer cannot look at dead deliveries, replay them or enable a destination.',
  'token-reveal':
    'Clinical systems cannot learn what tokens stand for. Somebody may need it for care: act at once.',
  'clinical-messages':
    'Clinical applications cannot see what became of a message, or recall one that must not leave.',
  'marketing-messages': 'Marketing applications cannot see or recall messages.',
  portal:
    'Recipients cannot pick up what waits for them, which may be about their care: act at once.',
  sweeper: 'Work that a crash or a lost queue message left behind is not picked up.',
};

const DEAD_LETTER_IMPACT: Readonly<Record<QueueName, string>> = {
  inbound: 'A webhook could not be processed in eight attempts. It is sealed, and reached nobody.',
  'deliver-clinical':
    'A clinical delivery could not be attempted. Somebody may be waiting for it: look at the outbox item.',
  'deliver-marketing': 'A marketing delivery could not be attempted: look at the outbox item.',
  'mail-feedback':
    'A complaint or a bounce could not be heard, so somebody who wants no mail may still be sent it: opt the address out by hand, then follow docs/people.md.',
};

/** Mail that SES took by SMTP, and that the API did not in eight attempts. */
const SMTP_IMPACT =
  'A mail that a program sent by SMTP was handed to nobody, and its program does not know. It is kept for 14 days: see docs/raw-mail.md.';

/** Events of Cordon's log that mean that something did not arrive, will not soon, or is not proven, with the functions that write them. */
const FAILURES: readonly {
  readonly event: string;
  readonly from: readonly FunctionName[];
  readonly errorImpact: string;
}[] = [
  {
    event: 'work.given_up',
    from: ['inbound-worker'],
    errorImpact: 'A webhook was given up after its last attempt. It is sealed and held for review.',
  },
  {
    event: 'delivery.dead',
    from: ['clinical-deliver', 'marketing-deliver'],
    errorImpact:
      'A delivery was given up: refused for good, or out of attempts. Its recipient has nothing.',
  },
  {
    event: 'destination.disabled',
    from: ['clinical-deliver', 'marketing-deliver'],
    errorImpact:
      'Every attempt at a destination failed for three days, so it gets nothing more. Repair it, then: cordon destinations enable ID (docs/deliveries.md).',
  },
  {
    event: 'token.break_glass',
    from: ['token-reveal'],
    errorImpact:
      'Somebody whose key may not reveal tokens did, and gave a reason. Ask today whether it was an emergency (45 CFR 164.312(a)(2)(ii)); the ledger has key, purpose and reason.',
  },
  {
    event: 'policy.refused',
    from: DECIDERS,
    errorImpact:
      'The published policy cannot be used. What runs decides by the last good one; what starts anew holds everything for review. Publish a sound one, or roll back: docs/policy.md, "When something is wrong".',
  },
  {
    event: 'ledger.seal_late',
    from: ['ledger-sealer'],
    errorImpact:
      'Decisions of more than five minutes ago are not sealed yet, so a change to them could not be proven.',
  },
  {
    event: 'ledger.seal_broken',
    from: ['ledger-sealer'],
    errorImpact:
      'The last seal of the ledger was not made by its key. Somebody may have tampered with it; nothing is sealed until a person has looked (docs/ledger.md).',
  },
  {
    event: 'baa.renewal_due',
    from: ['sweeper'],
    errorImpact:
      "A vendor's agreement ends within 60 days. On the day after, its route closes by itself: renew it, or tell who uses it.",
  },
  {
    event: 'baa.lapsed',
    from: ['sweeper'],
    errorImpact:
      "A vendor's agreement has ended. Nothing that needs one goes there any more, until it is renewed.",
  },
];

/** The first alarms, the topic they speak to, and one page to look at. */
export class Watch extends Construct {
  private readonly topic: Topic;
  private readonly prefix: string;

  constructor(
    scope: Construct,
    id: string,
    { data, deployment, names, functions, smtp }: WatchProps,
  ) {
    super(scope, id);
    this.prefix = names.prefix;
    const key = new ProtectedKey(this, 'Key', {
      alias: `alias/${names.prefix}-alarms`,
      description: 'Cordon: alarms at rest',
      policy: alarmsKeyPolicy(),
      retain: deployment.protection.retain,
    });
    this.topic = new Topic(this, 'Topic', {
      topicName: `${names.prefix}-alarms`,
      masterKey: key,
      enforceSSL: true,
    });
    // A policy of one's own replaces SNS's default, under which the account's alarms may publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'PublishAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    for (const address of deployment.alarmEmails) {
      this.topic.addSubscription(new EmailSubscription(address));
    }

    const deadLetters = QUEUE_NAMES.map((name) => {
      const metric = data.queues[name].deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: Stats.MAXIMUM,
      });
      this.alarm(`dead-letters-${name}`, metric, DEAD_LETTER_IMPACT[name]);
      return metric;
    });
    for (const { lane, deadLetters: letters } of smtp) {
      const metric = letters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: Stats.MAXIMUM,
      });
      this.alarm(`dead-letters-smtp-${lane}`, metric, SMTP_IMPACT);
    }
    const ages = QUEUE_NAMES.map((name) => {
      const metric = data.queues[name].queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(1),
        statistic: Stats.MAXIMUM,
      });
      const impact = `Work has waited in the ${name} queue for a quarter of an hour or longer.`;
      this.alarm(`waiting-${name}`, metric, impact, { threshold: 900, periods: 5 });
      return metric;
    });
    const errors = functions.map(({ name, function: fn }) => {
      const metric = fn.metricErrors({ period: Duration.minutes(5) });
      this.alarm(`errors-${name}`, metric, FUNCTION_IMPACT[name]);
      return metric;
    });
    const throttles = functions.map(({ function: fn }) =>
      fn.metricThrottles({ period: Duration.minutes(5) }),
    );
    const failures = FAILURES.map(({ event, from, errorImpact }) => {
      const metric = this.countEvents(
        event,
        functions.filter(({ name }) => from.includes(name)),
      );
      this.alarm(`failed-${event.replaceAll(/[._]/g, '-')}`, metric, errorImpact);
      return metric;
    });
    this.dashboard({
      'Dead letters': deadLetters,
      'Oldest work (s)': ages,
      Errors: errors,
      Throttles: throttles,
      'Given up': failures,
    });
  }

  private alarm(
    name: string,
    metric: IMetric,
    errorImpact: string,
    { threshold = 1, periods = 1 } = {},
  ): void {
    new ImpactAlarm(this, name, {
      alarmName: `${this.prefix}-${name}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      errorImpact,
      topic: this.topic,
    });
  }

  /** Counts a log event over the log groups of these functions. */
  private countEvents(event: string, functions: readonly CordonFunction[]): Metric {
    const namespace = `${this.prefix}/events`;
    for (const { name, logGroup } of functions) {
      new MetricFilter(this, `${event}-${name}`, {
        logGroup,
        filterPattern: FilterPattern.stringValue('$.event', '=', event),
        metricNamespace: namespace,
        metricName: event,
        metricValue: '1',
      });
    }
    return new Metric({
      namespace,
      metricName: event,
      statistic: Stats.SUM,
      period: Duration.minutes(5),
    });
  }

  private dashboard(graphs: Readonly<Record<string, IMetric[]>>): void {
    new Dashboard(this, 'Dashboard', {
      dashboardName: this.prefix,
      widgets: [
        [new TextWidget({ width: 24, height: 1, markdown: `# Cordon (${this.prefix})` })],
        Object.entries(graphs).map(([title, left]) => new GraphWidget({ title, left, width: 12 })),
      ],
    });
  }
}
