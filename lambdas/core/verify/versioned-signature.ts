import { checkHmac, type HmacCheck } from './hmac.ts';
import { missingHeader } from './refuse.ts';
import type { Refusal, VerifyInput } from './scheme.ts';
import { checkTimestamp } from './timestamp.ts';

export type VersionedSignature =
  Refusal | { readonly kind: 'signed'; readonly check: HmacCheck; readonly timestamp: string };

/**
 * `v0=HEX` in one header and the seconds in another, HMAC-SHA256 over `v0:timestamp:body`, key = the secret as text: the
 * form of Slack and Zoom.
 *
 * @returns what was checked, for a scheme that asks which of two secrets signed
 */
export function checkVersionedSignature(
  input: VerifyInput,
  name: string,
  timestampName: string,
): VersionedSignature {
  const { headers, body } = input.request;
  const signature = headers[name.toLowerCase()];
  if (signature === undefined || signature === '') return missingHeader(name);
  const timestamp = headers[timestampName.toLowerCase()] ?? '';
  const check: HmacCheck = {
    ...{ algorithm: 'sha256', encoding: 'hex', header: name },
    signatures: signature.startsWith('v0=') ? [signature.slice(3)] : [],
    signed: [`v0:${timestamp}:`, body],
  };
  const refusal =
    checkTimestamp(timestamp, input, timestampName) ?? checkHmac(input.secrets, check);
  return refusal ?? { kind: 'signed', check, timestamp };
}
