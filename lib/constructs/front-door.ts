import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  AuthorizationType,
  type CfnRestApi,
  type DomainNameOptions,
  EndpointAccessMode,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseType,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { STAGE } from '../config/api-stage.ts';
import type { ApiConfig } from '../config/schema.ts';
import type { CordonFunction, FunctionContext } from './cordon-function.ts';
import { WebAcl } from './web-acl.ts';

export type Audience = 'inbound' | 'portal' | 'clinical' | 'marketing' | 'operations';

export interface FrontDoorProps extends FunctionContext {
  readonly audience: Audience;
  readonly target: CordonFunction;
  readonly routes: readonly {
    /** Under the root. */
    readonly path: string;
    readonly methods: readonly string[];
    /** Absent: the API's own. */
    readonly target?: CordonFunction;
  }[];
  /**
   * Who is let through to the function, which asks for a key of Cordon's in any case. `iam`: whom IAM lets call the very
   * route, by a signed request.
   */
  readonly callers?: 'anybody' | 'iam';
  /** Nothing is sent to it but forms that people fill in: the firewall refuses what is larger. */
  readonly formsAlone?: true;
}

/** TLS 1.2 with forward secrecy, or 1.3. */
const TLS = SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
/** The name in the TLS handshake must be the one that is called. */
const ACCESS_MODE = EndpointAccessMode.STRICT;

/**
 * Names, times and sizes. The path is logged as its template, and neither query string nor headers nor
 * body at all: each of them can carry an identifier, and the path of a pick-up link is its secret.
 */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTimeEpoch(),
    method: AccessLogField.contextHttpMethod(),
    route: AccessLogField.contextResourcePath(),
    status: AccessLogField.contextStatus(),
    bytes: AccessLogField.contextResponseLength(),
    ms: AccessLogField.contextResponseLatency(),
    integrationMs: AccessLogField.contextIntegrationLatency(),
    firewall: AccessLogField.contextWafStatus(),
    errorType: AccessLogField.contextErrorResponseType(),
    address: AccessLogField.contextIdentitySourceIp(),
  }),
);

/**
 * An API for one audience. The function authenticates its callers itself: vendors by their signatures,
 * applications and auditors by keys, recipients by link and code. Bodies pass as raw bytes, because signatures cover bytes.
 */
export class FrontDoor extends Construct {
  readonly audience: Audience;
  readonly api: RestApi;
  readonly accessLogs: LogGroup;
  /** Where it is called, with a slash at the end: under its own name it answers no more once it has another. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: FrontDoorProps) {
    super(scope, id);
    const { audience, target, names, data, deployment, callers = 'anybody' } = props;
    const config = deployment.apis[audience];
    this.audience = audience;
    const name = `${names.prefix}-${audience}`;
    const logs = {
      retention: deployment.logRetentionDays,
      encryptionKey: data.keys.logs,
      removalPolicy: deployment.protection.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };

    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/${names.prefix}/access/${audience}`,
      ...logs,
    });
    this.api = new RestApi(this, 'Api', {
      restApiName: name,
      description: `Cordon: ${audience}`,
      endpointTypes: [EndpointType.REGIONAL],
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: false,
      disableExecuteApiEndpoint: config.customDomain !== undefined,
      ...(config.allowedCidrs === undefined
        ? {}
        : { policy: onlyFrom(config.allowedCidrs, callers) }),
      ...(config.customDomain === undefined
        ? {}
        : { domainName: this.domain(config.customDomain) }),
      deployOptions: {
        stageName: STAGE,
        // API Gateway's segments hold the address as called, with pick-up links and query strings. The functions'
        // own segments hold neither.
        tracingEnabled: false,
        // The alarms look at figures of a whole API, which cost nothing; those of each method cost 0.30 dollars each a month.
        metricsEnabled: false,
        // Data tracing would log whole requests. Only errors, and never with their payload.
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        throttlingRateLimit: config.requestsPerSecond,
        throttlingBurstLimit: config.burst,
        accessLogDestination: new LogGroupLogDestination(this.accessLogs),
        accessLogFormat: ACCESS_LOG,
      },
    });
    this.url =
      config.customDomain === undefined ? this.api.url : `https://${config.customDomain.name}/`;
    // Not in the L2 construct yet.
    const cfnApi = this.api.node.defaultChild as CfnRestApi;
    cfnApi.securityPolicy = TLS;
    cfnApi.endpointAccessMode = ACCESS_MODE;

    if (callers === 'anybody') {
      // Without it, a path that is none is answered as if a key were missing. Where IAM says who calls, one may be. What
      // comes with an `Authorization` that is no signature of AWS's is answered 403 all the same.
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
      this.api.addGatewayResponse('NoRoute', {
        type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
        statusCode: '404',
        templates: { 'application/json': '{"message":"There is nothing at this path"}' },
      });
    }

    // API Gateway makes this log group by itself, without a key or an end, unless it is there first.
    const executionLogs = new LogGroup(this, 'ExecutionLogs', {
      logGroupName: `API-Gateway-Execution-Logs_${this.api.restApiId}/${STAGE}`,
      ...logs,
    });
    this.api.deploymentStage.node.addDependency(executionLogs);

    for (const { path, methods, target: own = target } of props.routes) {
      const integration = new LambdaIntegration(own.function, { allowTestInvoke: false });
      const resource = this.api.root.resourceForPath(path);
      const authorizationType = callers === 'iam' ? AuthorizationType.IAM : AuthorizationType.NONE;
      for (const method of methods) {
        resource.addMethod(method, integration, { authorizationType });
      }
    }

    new WebAcl(this, 'Firewall', {
      name,
      resourceArn: this.api.deploymentStage.stageArn,
      requestsPerAddress: config.requestsPerAddress,
      ...(props.formsAlone === true ? { formsAlone: true } : {}),
      logsKey: data.keys.logs,
      logRetentionDays: deployment.logRetentionDays,
      retain: deployment.protection.retain,
    });
  }

  private domain({
    name,
    certificateArn,
    clientCertificates,
  }: NonNullable<ApiConfig['customDomain']>): DomainNameOptions {
    const domain = {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: EndpointType.REGIONAL,
    };
    if (clientCertificates === undefined) {
      return { ...domain, securityPolicy: TLS, endpointAccessMode: ACCESS_MODE };
    }
    const { truststore, version } = clientCertificates;
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(truststore) ?? [];
    return {
      ...domain,
      // API Gateway asks for certificates under none of its enhanced policies; this one is TLS 1.2 and later.
      securityPolicy: SecurityPolicy.TLS_1_2,
      mtls: {
        bucket: Bucket.fromBucketName(this, 'Truststore', bucket),
        key,
        ...(version === undefined ? {} : { version }),
      },
    };
  }
}

/**
 * The API's own policy: these address ranges and nobody else. Where IAM says who calls, the policy allows nothing by
 * itself: for callers of the same account that would be enough, whatever their roles may do.
 */
function onlyFrom(
  cidrs: readonly string[],
  callers: NonNullable<FrontDoorProps['callers']>,
): PolicyDocument {
  const statement = (effect: Effect, conditions?: object) =>
    new PolicyStatement({
      effect,
      principals: [new AnyPrincipal()],
      actions: ['execute-api:Invoke'],
      resources: ['execute-api:/*'],
      ...(conditions === undefined ? {} : { conditions: { ...conditions } }),
    });
  return new PolicyDocument({
    statements: [
      ...(callers === 'iam' ? [] : [statement(Effect.ALLOW)]),
      statement(Effect.DENY, { NotIpAddress: { 'aws:SourceIp': [...cidrs] } }),
    ],
  });
}
