/**
 * What every AWS client is built with. The embedded runtime gives endpoints on loopback, AWS gives
 * none; nothing else differs between the two.
 */
export const AWS_SERVICES = [
  'dynamodb',
  'sqs',
  'kms',
  'ses',
  's3',
  'secretsManager',
  'comprehendMedical',
  'lambda',
  'smsVoice',
  'socialMessaging',
  'sns',
] as const;
export type AwsService = (typeof AWS_SERVICES)[number];

export interface ClientConfig {
  readonly region: string;
  /** Absent for a service: the region's own endpoint. */
  readonly endpoints?: Partial<Readonly<Record<AwsService, string>>>;
  /** Absent: the default provider chain (the function's role). */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly timeouts?: ClientTimeouts;
}

/** Milliseconds. */
export interface ClientTimeouts {
  /** Until the connection stands. */
  readonly connection: number;
  /** Until the answer begins, and between any two pieces of it; each attempt. Below 6000. */
  readonly request: number;
}

const DEFAULT_TIMEOUTS: ClientTimeouts = { connection: 1_000, request: 5_000 };

/** A first attempt and two more, with the SDK's exponential backoff and jitter between them. */
const MAX_ATTEMPTS = 3;
const MAX_SOCKETS = 128;

/** Constructor options for the client of one service. */
export function clientOptions(
  config: ClientConfig,
  service: AwsService,
  { keepAlive } = { keepAlive: true },
) {
  const timeouts = config.timeouts ?? DEFAULT_TIMEOUTS;
  const endpoint = config.endpoints?.[service];
  const agent = { keepAlive, maxSockets: MAX_SOCKETS };
  return {
    region: config.region,
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: timeouts.connection,
      requestTimeout: timeouts.request,
      // Without this the SDK only warns that a request is late, and waits on.
      throwOnRequestTimeout: true,
      // The request time-out ends with the answer's headers; a body that stalls ends by this one.
      socketTimeout: timeouts.request,
      httpAgent: agent,
      httpsAgent: agent,
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(config.credentials === undefined ? {} : { credentials: { ...config.credentials } }),
  };
}

/**
 * For what reaches a person and cannot be taken back: no call is repeated by the client, and none goes over a
 * connection that may have been closed meanwhile. The outbox tries again, and knows that it does.
 */
export function sendOnceOptions(config: ClientConfig, service: AwsService) {
  return { ...clientOptions(config, service, { keepAlive: false }), maxAttempts: 1 };
}
