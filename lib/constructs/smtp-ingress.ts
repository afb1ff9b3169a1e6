import path from 'node:path';
import { Aws, CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  EventSourceMapping,
  type IFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import {
  CfnMailManagerIngressPoint,
  CfnMailManagerRuleSet,
  CfnMailManagerTrafficPolicy,
} from 'aws-cdk-lib/aws-ses';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RELAY_COPIES } from '../config/copies.ts';
import type { Lane } from '../../lambdas/core/vocabulary.ts';
import { bundling, PROJECT_ROOT } from '../bundling.ts';
import type { SmtpConfig } from '../config/schema.ts';
import {
  keeperStatements,
  nameSmtp,
  relayStatements,
  smtpKeyPolicy,
  smtpQueuePolicy,
  type SmtpNames,
} from '../policies/smtp.ts';
import { allow } from '../policies/statements.ts';
import type { FunctionContext } from './cordon-function.ts';
import { PrivateBucket } from './private-bucket.ts';
import { ProtectedKey } from './protected-key.ts';
import { WorkQueue } from './work-queue.ts';

export interface SmtpIngressProps extends FunctionContext {
  readonly lane: Lane;
  readonly config: SmtpConfig;
  /** Where the lane's senders post. */
  readonly sendUrl: string;
}

/** Seconds: two requests to the API, the mail and the telling of its refusal, and the store. */
const TIMEOUT = Duration.seconds(90);
/** For how long SES tells an envelope again that could not be kept: then the mail goes to nobody, and is not lost. */
const TELLING_MINUTES = 30;
/** Bytes of one mail, as for whatever else is sent. */
const MAX_MAIL_BYTES = 5 * 1024 * 1024;
/** Days for which mail stays that could not be handed on, as long as its dead letter. */
const KEPT_DAYS = 14;

/**
 * SMTP for one lane: an ingress endpoint of SES Mail Manager, which takes mail from whoever has the password, over TLS
 * 1.2 at least, tells whom it goes to and puts it down whole; and a function that keeps the one, hands the other to the
 * lane's own API, and does nothing else.
 */
export class SmtpIngress extends Construct {
  readonly lane: Lane;
  /** Tells of mail that could not be handed on. */
  readonly deadLetters: IQueue;
  readonly relay: IFunction;

  constructor(scope: Construct, props: SmtpIngressProps) {
    super(scope, props.lane);
    const { lane, config, names, deployment } = props;
    const { retain } = deployment.protection;
    const own = nameSmtp(names, lane);
    const key = new ProtectedKey(this, 'Key', {
      alias: `alias/${own.base}`,
      description: `Cordon: mail of the ${lane} lane that came by SMTP and is not decided about yet`,
      policy: smtpKeyPolicy(names, own),
      retain,
    });
    const queue = new WorkQueue(this, 'Mail', {
      ...{ queueName: own.base, key, functionTimeout: TIMEOUT, retain },
    });
    for (const wall of smtpQueuePolicy(names, own, queue.queue.queueArn)) {
      queue.queue.addToResourcePolicy(wall);
    }
    const bucket = this.bucket(own, key, queue, retain);
    this.lane = lane;
    this.deadLetters = queue.deadLetters;
    const relay = this.handOn(props, own, key, queue);
    this.relay = relay;
    const ingress = this.ingress(config, own, { key, bucket, relay });
    new CfnOutput(this, 'Host', { value: ingress.attrARecord });
    new CfnOutput(this, 'User', { value: ingress.attrIngressPointId });
  }

  private bucket(own: SmtpNames, key: Key, queue: WorkQueue, retain: boolean): CfnBucket {
    const accessLogs = new PrivateBucket(this, 'AccessLogs', {
      retain,
      encryption: {
        managedByS3: true,
        reason: 'S3 cannot deliver access logs under a KMS key; names of objects hold no content.',
      },
      expireAfterDays: 365,
    });
    const bucket = new PrivateBucket(this, 'Bucket', {
      ...{ retain, encryption: { key }, accessLogs, expireAfterDays: KEPT_DAYS },
    });
    const cfnBucket = bucket.node.defaultChild as CfnBucket;
    // Named by the policies of the queue and the key, which S3 asks before it sets the notification up.
    cfnBucket.bucketName = own.bucket;
    cfnBucket.notificationConfiguration = {
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queue.queue.queueArn }],
    };
    cfnBucket.node.addDependency(queue.queue, key);
    return cfnBucket;
  }

  private ingress(
    config: SmtpConfig,
    own: SmtpNames,
    { key, bucket, relay }: { key: Key; bucket: CfnBucket; relay: NodejsFunction },
  ) {
    const keeps = new ManagedPolicy(this, 'Keeps', {
      statements: keeperStatements(own, key.keyArn),
    });
    const keeper = new Role(this, 'Keeper', {
      roleName: own.keeperRole,
      description: 'SES tells of mail that came by SMTP, and puts it down',
      assumedBy: new ServicePrincipal('ses.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': own.ruleSetArns },
        },
      }),
      permissionsBoundary: keeps,
      managedPolicies: [keeps],
    });
    const rules = new CfnMailManagerRuleSet(this, 'Rules', {
      ruleSetName: own.base,
      rules: [
        {
          name: 'PutDown',
          actions: [
            // First, because the mail has only its header, which names neither blind copies nor who is not to get it.
            {
              invokeLambda: {
                ...{ functionArn: own.relayArn, roleArn: keeper.roleArn },
                invocationType: 'REQUEST_RESPONSE',
                retryTimeMinutes: TELLING_MINUTES,
                // Put down without it, a mail is handed to nobody, and an alarm tells; dropped, nobody would know.
                actionFailurePolicy: 'CONTINUE',
              },
            },
            {
              writeToS3: {
                ...{ roleArn: keeper.roleArn, s3Bucket: own.bucket, s3SseKmsKeyId: key.keyArn },
                actionFailurePolicy: 'DROP',
              },
            },
          ],
        },
      ],
    });
    rules.node.addDependency(bucket, relay);
    const traffic = new CfnMailManagerTrafficPolicy(this, 'Traffic', {
      trafficPolicyName: own.base,
      defaultAction: 'DENY',
      maxMessageSizeBytes: MAX_MAIL_BYTES,
      policyStatements: [
        {
          action: 'ALLOW',
          // All of them must hold.
          conditions: [
            {
              tlsExpression: {
                evaluate: { attribute: 'TLS_PROTOCOL' },
                operator: 'MINIMUM_TLS_VERSION',
                value: 'TLS1_2',
              },
            },
            ...(config.allowedCidrs === undefined
              ? []
              : [
                  {
                    ipExpression: {
                      evaluate: { attribute: 'SENDER_IP' },
                      operator: 'CIDR_MATCHES',
                      values: [...config.allowedCidrs],
                    },
                  },
                ]),
          ],
        },
      ],
    });
    return new CfnMailManagerIngressPoint(this, 'Ingress', {
      ingressPointName: own.base,
      type: 'AUTH',
      tlsPolicy: 'REQUIRED',
      ingressPointConfiguration: { secretArn: config.passwordSecretArn },
      networkConfiguration: { publicNetworkConfiguration: { ipType: 'IPV4' } },
      ruleSetId: rules.attrRuleSetId,
      trafficPolicyId: traffic.attrTrafficPolicyId,
    });
  }

  private handOn(
    props: SmtpIngressProps,
    own: SmtpNames,
    key: Key,
    { queue }: WorkQueue,
  ): NodejsFunction {
    const { lane, config, names, data, deployment, sendUrl } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/${names.prefix}/functions/smtp-relay-${lane}`,
      retention: deployment.logRetentionDays,
      encryptionKey: data.keys.logs,
      removalPolicy: deployment.protection.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const allows = new ManagedPolicy(this, 'Allows', {
      statements: [
        allow(
          'WriteOwnLogs',
          ['logs:CreateLogStream', 'logs:PutLogEvents'],
          [logGroup.logGroupArn],
        ),
        // X-Ray has no resources to name.
        allow('WriteTraces', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], ['*']),
        ...relayStatements(names, own, { keyArn: key.keyArn, queueArn: queue.queueArn, config }),
      ],
    });
    const role = new Role(this, 'Role', {
      roleName: own.relayRole,
      description: `Cordon smtp-relay of the ${lane} lane`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      // The grants are also the boundary: whatever else is attached to the role adds nothing to them.
      permissionsBoundary: allows,
      managedPolicies: [allows],
    });
    const relay = new NodejsFunction(this, 'Function', {
      functionName: own.base,
      description:
        'Hands mail that came by SMTP to the API; cannot decide, nor open what is sealed',
      entry: path.join(PROJECT_ROOT, 'lambdas', 'handlers', 'smtp-relay', 'handler.ts'),
      handler: 'handler',
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: path.join(PROJECT_ROOT, 'package-lock.json'),
      bundling: bundling({
        decides: false,
        decidesAgain: false,
        proves: false,
        scans: false,
        reads: false,
        textsByAws: [],
      }),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: TIMEOUT,
      reservedConcurrentExecutions: RELAY_COPIES.handing + RELAY_COPIES.telling,
      role: role.withoutPolicyUpdates(),
      environment: {
        CORDON_BUCKET_MAIL: own.bucket,
        CORDON_SENDER_SECRET_ARN: config.passwordSecretArn,
        CORDON_SEND_URL: sendUrl,
        CORDON_SES_FROM: deployment[lane].mail.fromAddress,
        CORDON_REFUSALS_TO: config.refusalsTo,
      },
      awsSdkConnectionReuse: false,
      tracing: Tracing.ACTIVE,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      retryAttempts: 0,
    });
    new EventSourceMapping(this, 'Queue', {
      target: relay,
      eventSourceArn: queue.queueArn,
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency: RELAY_COPIES.handing,
    });
    return relay;
  }
}
