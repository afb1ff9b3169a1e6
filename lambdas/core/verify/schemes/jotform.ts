import * as z from 'zod';
import { anyEqual } from '../constant-time.ts';
import { boundaryOf } from '../form-fields.ts';
import { checkSecrets } from '../hmac.ts';
import { refuse } from '../refuse.ts';
import { digestOf } from '../replay-key.ts';
import type { RawRequest, Scheme } from '../scheme.ts';

const options = z.strictObject({
  /** Name of the query parameter that holds the token. */
  parameter: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'is not a parameter name')
    .default('token'),
});

/**
 * Jotform: nothing is signed. The webhook URL carries a token that the operator made up. Source: no signing is documented
 * by Jotform (its webhook help pages name none). A token in a URL ends up in logs on its way; access logs of Cordon's own
 * front door hold no query strings.
 *
 * The same submission edited later has the same `submissionID`, so the content identifies a delivery, without the
 * boundary of its parts, which is made anew for each request.
 */
export const jotform: Scheme<z.infer<typeof options>> = {
  name: 'jotform',
  aliases: ['jotform-url-token', 'url-token'],
  facts: {
    vendor: 'Jotform',
    signed: 'nothing; a token in the URL',
    replay: 'digest of the form (it holds `submissionID`)',
    secret: 'token in the URL, `?token=…`',
    source: 'no signature is documented',
  },
  options,
  accepted: { status: 200, contentType: 'application/json', body: '{}' },
  verify({ request, secrets, options: { parameter } }) {
    const secretFault = checkSecrets(secrets);
    if (secretFault !== undefined) return secretFault;
    const [token, ...others] = new URL(request.url).searchParams.getAll(parameter);
    if (token === undefined || token === '') {
      return refuse('signature_missing', `the URL has no ${parameter}`);
    }
    if (others.length > 0) return refuse('signature_malformed', `the URL has ${parameter} twice`);
    const isKnown = secrets.reduce((found, secret) => anyEqual([token], secret) || found, false);
    return isKnown
      ? { kind: 'verified', replayKey: contentKey(request) }
      : refuse('signature_mismatch', `${parameter} in the URL is another`);
  },
};

function contentKey({ headers, body }: RawRequest): string {
  const boundary = boundaryOf(headers['content-type'] ?? '');
  if (boundary === undefined) return digestOf(body);
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
  return digestOf(text.replaceAll(`--${boundary}`, '--'));
}
