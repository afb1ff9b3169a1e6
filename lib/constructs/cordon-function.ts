import path from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  EventSourceMapping,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundling, PROJECT_ROOT } from '../bundling.ts';
import type { Deployment } from '../config/schema.ts';
import { TEXT_CHANNELS, type TextChannel } from '../config/texts.ts';
import { copiesOf } from '../config/copies.ts';
import { FittingPolicy } from './fitting-policy.ts';
import { type EnvironmentNeeds, environmentOf } from '../environment.ts';
import {
  BATCH_SIZES,
  DECIDING,
  DECIDING_AGAIN,
  LATEST_RUNS,
  MEMORY,
  PROVING,
  READING,
  SCANNING,
  TIMEOUTS,
} from '../functions.ts';
import {
  type FunctionName,
  type Names,
  type QueueName,
  SCHEDULED,
  type ScheduledName,
} from '../names.ts';
import { keepFailedRuns } from '../policies/failed-runs.ts';
import { neverUsesNetwork, useNetwork } from '../policies/network.ts';
import { allow, type FunctionPolicy } from '../policies/statements.ts';
import type { DataStack } from '../stacks/data.ts';
import type { NetworkStack } from '../stacks/network.ts';

/** What every function of a deployment is built from. */
export interface FunctionContext {
  readonly data: DataStack;
  readonly deployment: Deployment;
  readonly names: Names;
  /** Absent: functions run outside a VPC. */
  readonly network?: NetworkStack | undefined;
}

export interface CordonFunctionProps extends FunctionContext {
  readonly name: FunctionName;
  readonly description: string;
  readonly policy: FunctionPolicy;
  readonly needs: EnvironmentNeeds;
  /** The queue it reads, if any. */
  readonly reads?: QueueName;
}

/**
 * One handler of `lambdas/handlers`, with a role, a log group and limits of its own. The role's policies
 * are written out in `lib/policies` and nothing else may add to them: CDK's own grants are broader (reading a
 * queue would bring an unconditional `kms:Decrypt` on its key).
 */
export class CordonFunction extends Construct {
  readonly name: FunctionName;
  readonly function: NodejsFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, props: CordonFunctionProps) {
    super(scope, props.name);
    const { name, data, deployment, names } = props;
    this.name = name;

    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/${names.prefix}/functions/${name}`,
      retention: deployment.logRetentionDays,
      encryptionKey: data.keys.logs,
      removalPolicy: deployment.protection.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const concurrency = copiesOf(name, deployment);
    this.function = new NodejsFunction(this, 'Function', {
      functionName: names.functionName(name),
      description: props.description,
      entry: path.join(PROJECT_ROOT, 'lambdas', 'handlers', name, 'handler.ts'),
      handler: 'handler',
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: path.join(PROJECT_ROOT, 'package-lock.json'),
      bundling: bundling({
        decides: DECIDING.includes(name),
        decidesAgain: DECIDING_AGAIN.includes(name),
        proves: PROVING.includes(name),
        scans: SCANNING.includes(name),
        reads: READING.includes(name),
        textsByAws: TEXT_CHANNELS.filter((channel) => textsByAws(props, channel)),
      }),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: MEMORY[name],
      timeout: TIMEOUTS[name],
      reservedConcurrentExecutions: concurrency,
      role: this.role(props).withoutPolicyUpdates(),
      environment: environmentOf(props.needs, data, deployment, names),
      // For version 2 of the SDK, which is not here.
      awsSdkConnectionReuse: false,
      tracing: Tracing.ACTIVE,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      // What is retried at all is retried by a queue, where it is counted.
      retryAttempts: 0,
      // A queue and no destination: it is sent the event and the error's message, and neither stack nor answer.
      ...(isScheduled(name)
        ? { deadLetterQueue: data.failedRuns, maxEventAge: LATEST_RUNS[name] }
        : {}),
      ...props.network?.placementOf(name),
    });
    if (props.reads !== undefined) {
      new EventSourceMapping(this, 'Queue', {
        target: this.function,
        eventSourceArn: data.queues[props.reads].queue.queueArn,
        batchSize: BATCH_SIZES[props.reads],
        reportBatchItemFailures: true,
        // Without this, pollers run ahead of the reserved concurrency and throttled messages end in the
        // dead-letter queue.
        maxConcurrency: concurrency,
      });
    }
  }

  private role({ name, data, names, policy, network }: CordonFunctionProps): Role {
    const runs = isScheduled(name) ? keepFailedRuns(names, data.keys.queues.keyArn) : undefined;
    const isInside = network?.placementOf(name) !== undefined;
    const own = [
      allow(
        'WriteOwnLogs',
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        [this.logGroup.logGroupArn],
      ),
      // X-Ray has no resources to name.
      allow('WriteTraces', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], ['*']),
      ...(runs?.allows ?? []),
      ...(isInside ? [useNetwork()] : []),
    ];
    const denies = [
      ...policy.denies,
      ...(runs?.denies ?? []),
      ...(isInside ? [neverUsesNetwork()] : []),
    ];
    const allows = new FittingPolicy(this, 'Allows', { statements: [...own, ...policy.allows] });
    return new Role(this, 'Role', {
      roleName: names.roleName(name),
      description: `Cordon ${name}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      // The grants are also the boundary: whatever else is attached to the role adds nothing to them.
      permissionsBoundary: allows,
      managedPolicies: [allows, new FittingPolicy(this, 'Denies', { statements: denies })],
    });
  }
}

function isScheduled(name: FunctionName): name is ScheduledName {
  return (SCHEDULED as readonly FunctionName[]).includes(name);
}

function textsByAws({ needs, deployment }: CordonFunctionProps, channel: TextChannel): boolean {
  return needs.texts !== undefined && deployment[needs.texts].texts[channel]?.kind === 'aws';
}
