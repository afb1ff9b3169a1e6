import { describe, expect, it } from 'vitest';
import type { PortalLink } from '../../../lambdas/core/portal/link.ts';
import { hashCode, linkIdOf } from '../../../lambdas/core/portal/secrets.ts';
import { createPortalApp } from '../../../lambdas/handlers/portal/app.ts';
import { createWorld } from '../../pipeline/fakes/world.ts';

const TOKEN = Buffer.alloc(32, 7).toString('base64url');
const CODE = '12345678';

/** Signs in to one link of a portal that is reached at `url`. */
async function signIn(url: string): Promise<Response> {
  const world = createWorld();
  let link: PortalLink = {
    ...{ linkId: linkIdOf(TOKEN), entityId: 'mercy-hospital', messageId: 'msg_1' },
    ...{ decisionId: 'msg_1~r1', keyId: 'ck_1', recordId: 'msg_1~portal', state: 'created' },
    ...{ createdAt: '2026-11-28T16:00:00Z', expiresAt: '2026-12-05T16:00:00Z' },
    code: { hash: hashCode(CODE, TOKEN), expiresAt: '2026-11-28T17:05:00Z' },
    ...{ codesSentAt: [], wrongCodes: 0, replies: 0, version: 1 },
  };
  const app = createPortalApp({
    ...world.accept,
    links: { find: async () => link, replace: async (_, to) => (link = to) },
    settings: {
      ...{ url, companyName: 'General Hospital', linkDays: 7 },
      fromAddress: 'care@clinic.example',
    },
    ledger: world.worker.ledger,
    random: world.worker.random,
    reader: world.vault,
    outbox: world.worker.outbox.clinical,
    deliveries: world.worker.deliveries.clinical,
  });
  return await app.request(`/p/${TOKEN}/open`, {
    method: 'POST',
    body: new URLSearchParams({ code: CODE }),
  });
}

describe('the cookie of whoever is signed in to a link', () => {
  it.each([
    ['a host of its own', 'https://messages.clinic.example', ''],
    ['a host, with a slash', 'https://messages.clinic.example/', ''],
    [
      'the name that API Gateway gives',
      'https://a1b2.execute-api.us-east-1.amazonaws.com/live',
      '/live',
    ],
  ])('is kept for that host alone, over TLS alone: %s', async (_what, url, path) => {
    const answer = await signIn(url);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}/p/${TOKEN}`]);
    const [pair = '', ...attributes] = (answer.headers.get('set-cookie') ?? '').split('; ');
    // With the prefix a browser keeps it for no other host (RFC 6265bis, 4.1.3.2); a domain would undo it.
    expect(pair).toMatch(/^__Host-cordon-portal-[0-9a-z]{10}=[A-Za-z0-9_-]{43}$/);
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure']);
    expect(pair).not.toContain(TOKEN);
  });
});
