import { createHash, createHmac } from 'node:crypto';
import { anyEqual } from '../constant-time.ts';
import type { Scheme, Verification, VerifyInput } from '../scheme.ts';
import { checkTimestamp } from '../timestamp.ts';

/**
 * Calendly: `Calendly-Webhook-Signature: t=SECONDS,v1=HEX`, HMAC-SHA256 over `t.body`, key = the signing
 * key as text. Source: Calendly developer documentation, "Webhook signatures".
 *
 * A delivery carries no id of its own. The same event sent again has the same bytes (only `t` differs),
 * so the digest of the body is the replay key: unlike the invitee's URI it needs no parsing, and two
 * events of one invitee differ in it.
 */
export const calendly: Scheme = {
  name: 'calendly',
  defaultToleranceSeconds: 180,
  verify({ request, secrets, now, toleranceSeconds }: VerifyInput): Verification {
    if (secrets.length === 0 || secrets.includes('')) {
      return { kind: 'refused', reason: 'secret_missing' };
    }
    const header = request.headers['calendly-webhook-signature'];
    if (header === undefined || header === '') {
      return { kind: 'refused', reason: 'signature_missing' };
    }
    const fields = parseFields(header);
    if (fields === undefined) return { kind: 'refused', reason: 'signature_malformed' };

    const timestampFault = checkTimestamp(fields.timestamp, now, toleranceSeconds);
    if (timestampFault !== undefined) return { kind: 'refused', reason: timestampFault };

    let matched = false;
    for (const secret of secrets) {
      const expected = createHmac('sha256', secret)
        .update(`${fields.timestamp}.`)
        .update(request.body)
        .digest('hex');
      if (anyEqual(fields.signatures, expected)) matched = true;
    }
    return matched
      ? {
          kind: 'verified',
          replayKey: createHash('sha256').update(request.body).digest('hex'),
        }
      : { kind: 'refused', reason: 'signature_mismatch' };
  },
};

/** `t=…,v1=…[,v1=…]`: exactly one time, one to four signatures, nothing repeated that must be single. */
function parseFields(
  header: string,
): { readonly timestamp: string; readonly signatures: readonly string[] } | undefined {
  const signatures: string[] = [];
  let timestamp: string | undefined;
  for (const part of header.split(',')) {
    const [name, value, ...rest] = part.trim().split('=');
    if (value === undefined || rest.length > 0) return undefined;
    if (name === 't') {
      if (timestamp !== undefined) return undefined;
      timestamp = value;
    } else if (name === 'v1') {
      signatures.push(value.toLowerCase());
    }
  }
  if (timestamp === undefined || signatures.length === 0 || signatures.length > 4) return undefined;
  return { timestamp, signatures };
}
