import { createHmac } from 'node:crypto';
import { sign, verify } from '@octokit/webhooks-methods';
import fc from '../../support/properties.ts';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { github } from '../../../lambdas/core/verify/schemes/github.ts';
import { stripe } from '../../../lambdas/core/verify/schemes/stripe.ts';
import { NOW, NOW_SECONDS, request, verifyWith } from './signed-request.ts';

/** The vendors' own libraries beside our files (docs/adr/0021): what they sign verifies, what they refuse does not. */

const texts = fc
  .string({ unit: 'binary', minLength: 1 })
  .map((text) => Buffer.from(text).toString('utf8'));
const secrets = fc.stringMatching(/^whsec_[A-Za-z0-9]{8,40}$/);
/** A signed request with one thing wrong, or nothing. */
const changes = fc.constantFrom('none', 'body', 'secret', 'time', 'signature', 'header');
const { webhooks } = Stripe;

describe('the library of Stripe', () => {
  it('signs what verifies here, and agrees on what does not', () => {
    fc.assert(
      fc.property(
        secrets,
        texts,
        changes,
        fc.integer({ min: 0, max: 299 }),
        (secret, body, change, age) => {
          const header = webhooks.generateTestHeaderString({
            ...{ payload: body, secret },
            timestamp: NOW_SECONDS - age - (change === 'time' ? 301 : 0),
          });
          const sent = {
            body: change === 'body' ? `${body} ` : body,
            secret: change === 'secret' ? `${secret}x` : secret,
            header:
              change === 'signature'
                ? header.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
                : change === 'header'
                  ? header.replace('v1=', 'v0=')
                  : header,
          };
          const raw = request({ 'stripe-signature': sent.header }, sent.body);
          const ours = verifyWith(stripe, raw, [sent.secret]).kind === 'verified';
          expect(ours).toBe(change === 'none');
          expect(theirs(sent)).toBe(ours);
        },
      ),
    );
  });

  it('takes times that are to come, which are refused here', () => {
    const [body, secret] = ['{"id":"evt_1"}', 'whsec_test'];
    const timestamp = NOW_SECONDS + 301;
    const header = webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
    expect(theirs({ header, body, secret })).toBe(true);
    const ours = verifyWith(stripe, request({ 'stripe-signature': header }, body), [secret]);
    expect(ours).toMatchObject({ kind: 'refused', reason: 'timestamp_future' });
  });

  it('takes bytes for others that read alike, which are refused here', () => {
    const [signed, sent] = [Buffer.from([0x7b, 0xff]), Buffer.from([0x7b, 0xfe])];
    const secret = 'whsec_test';
    const mac = createHmac('sha256', secret)
      .update(`${String(NOW_SECONDS)}.`)
      .update(signed.toString('utf8'))
      .digest('hex');
    const header = `t=${String(NOW_SECONDS)},v1=${mac}`;
    expect(theirs({ header, body: sent, secret })).toBe(true);
    const ours = verifyWith(stripe, request({ 'stripe-signature': header }, sent), [secret]);
    expect(ours).toMatchObject({ kind: 'refused', reason: 'signature_mismatch' });
  });

  function theirs(sent: {
    readonly header: string;
    readonly body: string | Buffer;
    readonly secret: string;
  }): boolean {
    const { header, body, secret } = sent;
    try {
      const { signature } = webhooks;
      return signature?.verifyHeader(body, header, secret, 300, undefined, NOW.getTime()) ?? false;
    } catch {
      return false;
    }
  }
});

describe('the library of GitHub', () => {
  it('signs what verifies here, and agrees on what does not', async () => {
    await fc.assert(
      fc.asyncProperty(secrets, texts, changes, async (secret, body, change) => {
        const header = await sign(secret, body);
        const sent = {
          body: change === 'body' ? `${body} ` : body,
          secret: change === 'secret' ? `${secret}x` : secret,
          header:
            change === 'signature' || change === 'time'
              ? header.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
              : change === 'header'
                ? header.replace('sha256=', 'sha1=')
                : header,
        };
        const raw = request({ 'x-hub-signature-256': sent.header }, sent.body);
        const ours = verifyWith(github, raw, [sent.secret]).kind === 'verified';
        expect(ours).toBe(change === 'none');
        expect(await verify(sent.secret, sent.body, sent.header)).toBe(ours);
      }),
    );
  });
});
