import { Aws } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { AlarmEntry } from '../alarms/alarm.ts';
import { alarmsOf } from '../alarms/index.ts';
import { metricOf } from '../alarms/metrics.ts';
import { alarmsKeyPolicy } from '../policies/keys.ts';
import type { CordonFunction, FunctionContext } from './cordon-function.ts';
import type { FrontDoor } from './front-door.ts';
import { ImpactAlarm } from './impact-alarm.ts';
import { ProtectedKey } from './protected-key.ts';
import type { MailReceiving } from './mail-receiving.ts';
import type { SmtpIngress } from './smtp-ingress.ts';
import { WatchPage, type Shown } from './watch-page.ts';

export interface WatchProps extends FunctionContext {
  readonly functions: readonly CordonFunction[];
  readonly doors: readonly FrontDoor[];
  /** Endpoints that take mail by SMTP, where there are any. */
  readonly smtp: readonly SmtpIngress[];
  /** What takes mail in, where there is such. */
  readonly receiving: MailReceiving | undefined;
}

/** The alarms of `lib/alarms`, the topic that they speak to, and one page to look at. */
export class Watch extends Construct {
  /** Under a key of its own; CloudWatch's alarms and EventBridge's rules of this account may publish. */
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    const { data, deployment, names, functions, doors, smtp, receiving } = props;
    const { prefix } = names;
    const key = new ProtectedKey(this, 'Key', {
      alias: `alias/${prefix}-alarms`,
      description: 'Cordon: alarms at rest',
      policy: alarmsKeyPolicy(),
      retain: deployment.protection.retain,
    });
    this.topic = new Topic(this, 'Topic', {
      topicName: `${prefix}-alarms`,
      masterKey: key,
      enforceSSL: true,
    });
    // A policy of one's own replaces SNS's default, under which the account's alarms may publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'PublishAlarms',
        principals: [
          new ServicePrincipal('cloudwatch.amazonaws.com'),
          new ServicePrincipal('events.amazonaws.com'),
        ],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    for (const address of deployment.alarmEmails) {
      this.topic.addSubscription(new EmailSubscription(address));
    }

    const watched = { prefix, data, functions, doors, smtp, receiving };
    const shown = alarmsOf(deployment).map((entry): Shown => {
      const metric = metricOf(this, entry, watched);
      return { entry, metric, alarm: this.alarm(prefix, entry, metric) };
    });
    new WatchPage(this, 'Page', { prefix, shown });
  }

  private alarm(prefix: string, entry: AlarmEntry, metric: IMetric): ImpactAlarm {
    return new ImpactAlarm(this, entry.name, {
      alarmName: `${prefix}-${entry.name}`,
      metric,
      threshold: entry.threshold,
      ...(entry.below === true ? { below: true } : {}),
      evaluationPeriods: entry.periods,
      // A percentile of few requests is one request.
      ...(isPercentile(entry) ? { evaluateLowSampleCountPercentile: 'ignore' } : {}),
      errorImpact: entry.errorImpact,
      because: entry.because,
      runbook: entry.runbook,
      topic: this.topic,
    });
  }
}

function isPercentile({ signal }: AlarmEntry): boolean {
  return signal.kind === 'api' && signal.metric === 'p99';
}
