import { checkHmac } from './hmac.ts';
import { missingHeader, refuse } from './refuse.ts';
import type { Refusal, VerifyInput } from './scheme.ts';
import { checkTimestamp } from './timestamp.ts';

/** A rotation needs two. */
const MAX_SIGNATURES = 4;

/**
 * `t=SECONDS,v1=HEX[,v1=HEX]` in one header, HMAC-SHA256 over `t.body`, key = the secret as text: the form that Stripe
 * began and others took over.
 *
 * @returns undefined when it verifies
 */
export function checkTimedSignature(input: VerifyInput, name: string): Refusal | undefined {
  const header = input.request.headers[name.toLowerCase()];
  if (header === undefined || header === '') return missingHeader(name);
  const fields = parseFields(header);
  if (fields === undefined) {
    return refuse('signature_malformed', `${name} is not t=SECONDS,v1=SIGNATURE`);
  }
  const { timestamp, signatures } = fields;
  return (
    checkTimestamp(timestamp, input, name) ??
    checkHmac(input.secrets, {
      algorithm: 'sha256',
      encoding: 'hex',
      signatures,
      signed: [`${timestamp}.`, input.request.body],
      header: name,
    })
  );
}

/** Exactly one time and at least one `v1`; nothing repeated that must be single; other fields are passed over. */
function parseFields(
  header: string,
): { readonly timestamp: string; readonly signatures: readonly string[] } | undefined {
  const signatures: string[] = [];
  let timestamp: string | undefined;
  for (const part of header.split(',')) {
    const [name, value, ...rest] = part.replace(/^ +/, '').split('=');
    if (value === undefined || rest.length > 0) return undefined;
    if (name === 't') {
      if (timestamp !== undefined) return undefined;
      timestamp = value;
    } else if (name === 'v1') {
      signatures.push(value);
    }
  }
  if (timestamp === undefined || signatures.length === 0) return undefined;
  return signatures.length > MAX_SIGNATURES ? undefined : { timestamp, signatures };
}
