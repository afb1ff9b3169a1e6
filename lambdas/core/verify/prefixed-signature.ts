import { checkHmac, type HmacCheck } from './hmac.ts';
import { missingHeader, refuse } from './refuse.ts';
import type { Refusal, VerifyInput } from './scheme.ts';

/**
 * One header with the HMAC of the body and nothing else: the form of GitHub, Meta, Intercom, Typeform, Shopify.
 *
 * @param prefix what stands before the signature, such as `sha256=`; empty: nothing
 * @returns undefined when it verifies
 */
export function checkBodySignature(
  { request, secrets }: VerifyInput,
  {
    name,
    prefix,
    ...check
  }: { readonly name: string; readonly prefix: string } & Pick<HmacCheck, 'algorithm' | 'encoding'>,
): Refusal | undefined {
  const header = request.headers[name.toLowerCase()];
  if (header === undefined || header === '') return missingHeader(name);
  if (!header.startsWith(prefix)) {
    return refuse('signature_malformed', `${name} does not begin with ${prefix}`);
  }
  return checkHmac(secrets, {
    ...check,
    signatures: [header.slice(prefix.length)],
    signed: [request.body],
    header: name,
  });
}
