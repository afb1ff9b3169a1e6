import type { AwsService } from './client-config.ts';

/**
 * A call to an AWS service failed. Retryable as far as a caller can know: throttling, time-outs,
 * missing permissions and faults all end here. The SDK's own error is not kept, because
 * its message may quote the request (DynamoDB's ValidationException quotes attribute values).
 *
 * `name` is `service.Operation.Code`, so that a log of error classes says what failed.
 */
export class ServiceError extends Error {
  override readonly name: string;
  /** The service's error code, or Node's for the network: letters and digits only. */
  readonly code: string;

  constructor(service: AwsService, operation: string, code: string) {
    super('an AWS service call failed');
    this.code = code;
    this.name = `${service}.${operation}.${code}`;
  }
}

/** Something stored by Cordon cannot be read back as what it should be. Names no content. */
export class StoredItemError extends Error {
  override readonly name = 'StoredItemError';
}

/** The code of an error that an SDK client threw. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'Unknown';
  // A refused connection is a bare `Error` (or an AggregateError, one per address) with a `code`.
  const { code } = error as { code?: unknown };
  const plain = error.name === 'Error' || error.name === 'AggregateError';
  const text = plain && typeof code === 'string' ? code : error.name;
  return text.replace(/[^A-Za-z0-9_]/g, '').slice(0, 64) || 'Unknown';
}

/**
 * Runs one call.
 *
 * @throws ServiceError when it fails.
 */
export async function callService<T>(
  service: AwsService,
  operation: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new ServiceError(service, operation, errorCode(error));
  }
}

export type Answer<T, C extends string> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: C };

/**
 * Runs one call some of whose error codes are answers rather than failures (a condition that does
 * not hold, a thing that does not exist).
 *
 * @throws ServiceError for every other failure.
 */
export async function callExpecting<T, C extends string>(
  service: AwsService,
  operation: string,
  expected: readonly C[],
  call: () => Promise<T>,
): Promise<Answer<T, C>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    const code = errorCode(error);
    const answer = expected.find((one) => one === code);
    if (answer !== undefined) return { ok: false, code: answer };
    throw new ServiceError(service, operation, code);
  }
}
