import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { anyEqual } from '../constant-time.ts';
import { checkSecrets } from '../hmac.ts';
import { mismatch, missingHeader, refuse } from '../refuse.ts';
import type { RawRequest, Refusal, Scheme, VerifyInput } from '../scheme.ts';
import { checkCut } from '../signed-url.ts';
import { hubspotReplayKey } from './hubspot.ts';

const HEADER = 'X-HubSpot-Signature';

/**
 * HubSpot, signature versions 1 and 2, for apps that cannot have version 3: a plain SHA-256 over the secret and what
 * follows it, in hex, without a time. Source: HubSpot developer documentation, "Validating requests".
 *
 * A hash that begins with the secret lets others append to what was signed (length extension). What they append begins
 * with the padding byte 0x80 after a whole body, which is never UTF-8: such bodies are refused.
 */
const legacy = (version: 'v1' | 'v2', signed: string, prefix: (request: RawRequest) => string) =>
  ({
    name: `hubspot-${version}`,
    facts: {
      vendor: `HubSpot (signature ${version})`,
      signed: `${signed}, SHA-256 hex, in \`${HEADER}\`; prefer version 3`,
      replay: '`eventId`, `subscriptionId`, `occurredAt`, account, type and objects of each event',
      secret: "the app's client secret",
      source: 'developers.hubspot.com, Validating requests',
    },
    // Calls of workflows and cards are signed GET requests; the gateway accepts none as a delivery.
    answersGet: version === 'v2',
    verify(input: VerifyInput) {
      const { request } = input;
      return (
        check(input, version, prefix(request)) ?? {
          kind: 'verified',
          replayKey: hubspotReplayKey(request.body),
        }
      );
    },
  }) as const satisfies Scheme;

export const hubspotV1: Scheme = legacy('v1', '`secret + body`', () => '');
export const hubspotV2: Scheme = legacy(
  'v2',
  '`secret + method + uri + body`',
  ({ method, url }) => `${method}${url}`,
);

function check(
  { request, secrets }: VerifyInput,
  version: string,
  prefix: string,
): Refusal | undefined {
  const { headers, body } = request;
  const secretFault = checkSecrets(secrets);
  if (secretFault !== undefined) return secretFault;
  const signature = headers['x-hubspot-signature'];
  if (signature === undefined || signature === '') return missingHeader(HEADER);
  const named = headers['x-hubspot-signature-version'];
  if (named !== undefined && named.toLowerCase() !== version) {
    return refuse('signature_malformed', `X-HubSpot-Signature-Version is not ${version}`);
  }
  if (!isUtf8(body)) return refuse('body_malformed', 'the body is not UTF-8');
  // Version 1 signs no URL.
  const cut = version === 'v1' ? undefined : checkCut(request, body);
  if (cut !== undefined) return cut;
  let matched = false;
  for (const secret of secrets) {
    const hash = createHash('sha256').update(secret).update(prefix).update(body).digest('hex');
    if (anyEqual([signature.toLowerCase()], hash)) matched = true;
  }
  return matched ? undefined : mismatch(HEADER);
}
