import { errorCode } from './service-error.ts';

/** There was no connection, so that nothing was sent over it. */
const UNREACHED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** A service has said no, or was not reached; whatever else a client threw, what it was given may have been taken. */
export function mayHaveLeft(error: unknown): boolean {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return status === undefined ? !UNREACHED.has(errorCode(error)) : status >= 500;
}
