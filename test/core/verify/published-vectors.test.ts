import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { findSchemeByAlias } from '../../../lambdas/core/verify/schemes.ts';
import { certificateUrlOf, verifyWebhook } from '../../../lambdas/core/verify/verify-webhook.ts';

const vector = z.strictObject({
  id: z.string(),
  vendor: z.string(),
  scheme: z.string(),
  secret: z.string().optional(),
  publicKey: z.string().optional(),
  certPem: z.string().optional(),
  allowedTopics: z.array(z.string()).optional(),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  bodyEncoding: z.enum(['utf8', 'base64']),
  now: z.number().nullable(),
  expected: z.boolean(),
  published: z.boolean(),
  policy: z.boolean(),
  source: z.string(),
  note: z.string().optional(),
});
const file = new URL('../../corpus/verify/published.json', import.meta.url);
const { cases } = z
  .strictObject({ what: z.string(), cases: z.array(vector).min(60) })
  .parse(JSON.parse(readFileSync(file, 'utf8')));

describe('what vendors publish to test with', () => {
  it.each(cases)('$id: accepted is $expected', (each) => {
    const scheme = findSchemeByAlias(each.scheme)!;
    const secret = each.secret ?? each.publicKey;
    const { method, url, headers } = each;
    const body = Buffer.from(each.body, each.bodyEncoding);
    const request = { method, url, headers, body };
    const options = each.allowedTopics === undefined ? {} : { topics: each.allowedTopics };
    const certificate = certificateUrlOf(scheme, request, options);
    const outcome =
      certificate?.kind === 'refused'
        ? certificate
        : verifyWebhook(scheme, request, {
            secrets: secret === undefined ? [] : [secret],
            now: each.now === null ? new Date('2026-11-28T17:00:00Z') : new Date(each.now * 1000),
            certificate: each.certPem,
            options,
          });
    expect(outcome.kind, JSON.stringify(outcome.kind === 'refused' ? outcome : {})).toBe(
      each.expected ? 'verified' : 'refused',
    );
  });
});
