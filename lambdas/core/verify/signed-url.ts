import { jsonBodyOf } from './form-fields.ts';
import { refuse } from './refuse.ts';
import type { RawRequest, Refusal } from './scheme.ts';

/**
 * Where a URL is signed with what follows it as one text, its query could be made longer by the start of the body, or the
 * body by the end of the query: the same bytes, cut in another place, and another content.
 *
 * With a query, the body has to be a JSON object or list: no such text ends (or begins) as another one, so that there is
 * one place to cut. Without one, what follows must not begin as a query does. Up to its query, the URL is configured.
 *
 * @param following what is signed right after the URL
 * @returns undefined when there is one way to cut
 */
export function checkCut(
  { method, url, body }: RawRequest,
  following: string | Uint8Array,
): Refusal | undefined {
  // Nothing that comes with another method is a delivery.
  if (method !== 'POST') return undefined;
  const isOneWay = url.includes('?')
    ? jsonBodyOf(body) !== undefined
    : Buffer.from(following).at(0) !== 0x3f;
  return isOneWay
    ? undefined
    : refuse('body_malformed', 'with a query in the URL, the body has to be a JSON object or list');
}
