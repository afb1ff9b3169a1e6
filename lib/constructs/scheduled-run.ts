import type { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Names, ScheduleName } from '../names.ts';
import type { CordonFunction } from './cordon-function.ts';

export interface ScheduledRunProps {
  readonly names: Names;
  readonly name: ScheduleName;
  readonly description: string;
  readonly every: Duration;
  /** How long EventBridge tries to reach a function; at least a minute, its own shortest. */
  readonly triedFor: Duration;
  readonly functions: readonly CordonFunction[];
  /** What the functions are given; absent: EventBridge's own event. */
  readonly event?: Readonly<Record<string, string>>;
}

/** Runs functions again and again. A run that reaches none is kept where those lie that failed. */
export class ScheduledRun extends Rule {
  constructor(scope: Construct, id: string, props: ScheduledRunProps) {
    const { names, name, description, every, triedFor, functions, event } = props;
    super(scope, id, {
      ruleName: names.scheduleName(name),
      description,
      schedule: Schedule.rate(every),
    });
    // By name: the queue's own policy, in another stack, lets the rules in.
    const deadLetterQueue = Queue.fromQueueArn(this, 'FailedRuns', names.failedRunsArn);
    for (const { function: fn } of functions) {
      this.addTarget(
        new LambdaFunction(fn, {
          ...{ deadLetterQueue, maxEventAge: triedFor },
          ...(event === undefined ? {} : { event: RuleTargetInput.fromObject(event) }),
        }),
      );
    }
  }
}
