/**
 * What every AWS client is built with. The embedded runtime gives endpoints on loopback, AWS gives
 * none; nothing else differs between the two.
 */
export const AWS_SERVICES = ['dynamodb', 'sqs', 'kms', 'ses', 's3', 'secretsManager'] as const;
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
  /** Whole request and answer, each attempt. */
  readonly request: number;
}

const DEFAULT_TIMEOUTS: ClientTimeouts = { connection: 1_000, request: 5_000 };

/** A first attempt and two more, with the SDK's exponential backoff and jitter between them. */
const MAX_ATTEMPTS = 3;
const MAX_SOCKETS = 64;

/** Constructor options for the client of one service. */
export function clientOptions(config: ClientConfig, service: AwsService) {
  const timeouts = config.timeouts ?? DEFAULT_TIMEOUTS;
  const endpoint = config.endpoints?.[service];
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return {
    region: config.region,
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: timeouts.connection,
      requestTimeout: timeouts.request,
      // Without this the SDK only warns that a request is late, and waits on.
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(config.credentials === undefined ? {} : { credentials: { ...config.credentials } }),
  };
}
