import { checkHmac } from '../hmac.ts';
import { missingHeader } from '../refuse.ts';
import { digestOf, jsonOf, textAt } from '../replay-key.ts';
import type { Scheme } from '../scheme.ts';
import { checkCut } from '../signed-url.ts';
import { checkTimestamp } from '../timestamp.ts';

/** The escapes that HubSpot decodes in the URI before it signs; all others stay. Source: its v3 documentation. */
const DECODED: ReadonlyMap<string, string> = new Map(
  Array.from(":/?@!$'()*,;", (character) => [
    `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    character,
  ]),
);

/**
 * HubSpot, signature version 3: `X-HubSpot-Signature-v3`, HMAC-SHA256 base64 over `method + uri + body + timestamp`, key
 * = the app's client secret, time in milliseconds. Source: HubSpot developer documentation, "Validating requests";
 * hubspot-api-nodejs. Versions 1 and 2 are in hubspot-legacy.ts: a request that carries both is checked by this one.
 *
 * `eventId` alone is not unique (HubSpot documentation, "Webhooks API"): subscription, time and object go with it, and the
 * account, because one app serves many.
 */
export const hubspot: Scheme = {
  name: 'hubspot',
  aliases: ['hubspot-v3'],
  facts: {
    vendor: 'HubSpot',
    signed:
      '`method + uri + body + timestamp`, HMAC-SHA256 base64, in `X-HubSpot-Signature-v3` (public URL needed)',
    replay: '`eventId`, `subscriptionId`, `occurredAt`, account, type and objects of each event',
    secret: "the app's client secret",
    source: 'developers.hubspot.com, Validating requests',
  },
  defaultToleranceSeconds: 300,
  verify(input) {
    const { method, url, headers, body } = input.request;
    const header = 'X-HubSpot-Signature-v3';
    const signature = headers['x-hubspot-signature-v3'];
    if (signature === undefined || signature === '') return missingHeader(header);
    const name = 'X-HubSpot-Request-Timestamp';
    const timestamp = headers['x-hubspot-request-timestamp'];
    const uri = url.replaceAll(
      /%[0-9a-f]{2}/gi,
      (escape) => DECODED.get(escape.toUpperCase()) ?? escape,
    );
    return (
      checkTimestamp(timestamp, input, name, 'milliseconds') ??
      checkCut(input.request, body) ??
      checkHmac(input.secrets, {
        ...{ algorithm: 'sha256', encoding: 'base64', header },
        signatures: [signature],
        signed: [method, uri, body, timestamp ?? ''],
      }) ?? { kind: 'verified', replayKey: hubspotReplayKey(body) }
    );
  },
};

/** Not every event has them: an association has two objects of its own and no `objectId`. */
const TELLING = [
  ...['portalId', 'subscriptionType', 'objectId', 'propertyName'],
  ...['fromObjectId', 'toObjectId', 'associationType'],
];

/** More than HubSpot puts into one request (100). */
const MAX_EVENTS = 1000;

/** What identifies a batch of events; the body where it is none. */
export function hubspotReplayKey(body: Uint8Array): string {
  const events = jsonOf(body);
  if (!Array.isArray(events) || events.length === 0 || events.length > MAX_EVENTS) {
    return digestOf(body);
  }
  const ids: string[] = [];
  for (const event of events as readonly unknown[]) {
    for (const name of ['eventId', 'subscriptionId', 'occurredAt']) {
      const id = textAt(event, name);
      if (id === undefined) return digestOf(body);
      ids.push(id);
    }
    ids.push(...TELLING.map((name) => textAt(event, name) ?? ''));
  }
  return digestOf(...ids);
}
