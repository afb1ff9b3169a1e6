import { refuse } from '../core/verify/refuse.ts';
import type { Refusal } from '../core/verify/scheme.ts';
import { standardWebhooks } from '../core/verify/schemes/standard-webhooks.ts';
import { verifyWebhook } from '../core/verify/verify-webhook.ts';
import type { Log } from '../ports/log.ts';
import type { Secrets } from '../ports/secrets.ts';

/** Bytes; what sources are set up with (docs/vendors.md). */
export const UNKNOWN_SOURCE_LIMIT = 1024 * 1024;
/** In the group that may be read (docs/deploy.md), and nobody's. */
const NOBODYS_SECRET = 'source/nobody/at-all';
/** For nothing but to take the time that a real one would. */
const STAND_IN = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const STAND_IN_SIGNATURE = `v1,${Buffer.alloc(32).toString('base64')}`;

const REFUSED = refuse('signature_mismatch', 'there is no such source');

export interface UnknownSourceDependencies {
  readonly secrets: Secrets;
  readonly log: Log;
  /** Of the deployment: the names of its secrets begin with it. */
  readonly prefix: string;
}

/**
 * Refuses a request for a source that does not exist as one for a source that does, when its signature is wrong: whoever
 * tries names learns none. The body is read, a secret asked for and a signature compared, so that it takes about as long;
 * the reason is in the log alone.
 *
 * @param readBody reads up to so many bytes
 */
export async function refuseUnknownSource(
  readBody: (limitBytes: number) => Promise<Uint8Array | 'too_large'>,
  { secrets, log, prefix }: UnknownSourceDependencies,
): Promise<Refusal | 'too_large'> {
  log.write({ event: 'webhook.unknown_source' });
  const body = await readBody(UNKNOWN_SOURCE_LIMIT);
  if (body === 'too_large') return body;
  await secrets.get(`${prefix}/${NOBODYS_SECRET}`);
  const now = new Date(0);
  const headers = {
    'webhook-id': 'nobody',
    'webhook-timestamp': '0',
    'webhook-signature': STAND_IN_SIGNATURE,
  };
  const request = { method: 'POST', url: 'https://gateway.invalid/', headers, body };
  verifyWebhook(standardWebhooks, request, { secrets: [STAND_IN], now });
  return REFUSED;
}
