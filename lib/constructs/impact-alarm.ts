import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Runbook } from '../alarms/alarm.ts';

export interface ImpactAlarmProps extends Pick<
  AlarmProps,
  'metric' | 'threshold' | 'evaluationPeriods' | 'evaluateLowSampleCountPercentile'
> {
  readonly alarmName: string;
  /** It goes off below its threshold, and when there is no figure at all. */
  readonly below?: true;
  /** What it means for people when this goes off. */
  readonly errorImpact: string;
  /** Why at this threshold. */
  readonly because: string;
  /** What to do. */
  readonly runbook: Runbook;
  readonly topic: ITopic;
}

/**
 * An alarm that says what is at stake, why now, and where it says what to do. It goes off above or at its threshold, and
 * tells when it is over.
 */
export class ImpactAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: ImpactAlarmProps) {
    const { errorImpact, because, runbook, topic, below, ...rest } = props;
    super(scope, id, {
      ...rest,
      alarmDescription: `${errorImpact} ${because} Do what docs/runbooks/${runbook}.md says.`,
      ...(below === true
        ? {
            comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
            treatMissingData: TreatMissingData.BREACHING,
          }
        : {
            comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treatMissingData: TreatMissingData.NOT_BREACHING,
          }),
    });
    const action = new SnsAction(topic);
    this.addAlarmAction(action);
    this.addOkAction(action);
  }
}
