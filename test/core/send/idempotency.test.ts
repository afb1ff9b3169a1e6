import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sesv2BulkDialect } from '../../../lambdas/core/send/dialects/sesv2-bulk.ts';
import { identifyRequest } from '../../../lambdas/core/send/idempotency.ts';
import type { EmailMessage } from '../../../lambdas/core/send/outbound-message.ts';
import { processorTime } from '../../support/processor-time.ts';
import { PLAIN } from './messages.ts';

const file = (content: Uint8Array): EmailMessage => ({
  ...PLAIN,
  attachments: [{ filename: 'a.bin', contentType: 'application/octet-stream', content }],
});
const hashOf = (...messages: EmailMessage[]) =>
  identifyRequest('secret of order-1', 'cordon', messages).requestHash;

describe('a request with an idempotency key', () => {
  it('is known by nothing that whoever guesses the key could compute', () => {
    const of = (secret: string) => identifyRequest(secret, 'cordon', [PLAIN]);
    const { keyHash, requestHash } = of('secret of MRN-4711');
    expect(keyHash).not.toBe(createHash('sha256').update('MRN-4711').digest('hex'));
    expect([keyHash, requestHash]).not.toContain(of('secret of MRN-4712').keyHash);
    expect(requestHash).not.toBe(of('secret of MRN-4712').requestHash);
    expect(of('secret of MRN-4711')).toEqual({ keyHash, requestHash });
  });

  it('is another one when a byte of a file is', () => {
    const bytes = Buffer.from('Monday');
    expect(hashOf(file(bytes))).toBe(hashOf(file(new Uint8Array(bytes))));
    expect(hashOf(file(bytes))).not.toBe(hashOf(file(Buffer.from('monday'))));
    expect(hashOf(file(bytes))).not.toBe(hashOf(PLAIN));
    expect(hashOf(file(bytes))).not.toBe(hashOf(file(bytes), file(bytes)));
  });

  it('reads a file that many of its messages share once, and not by its numbers', () => {
    const shared = file(Buffer.alloc(3_500_000, 7));
    const elapsed = processorTime();
    hashOf(...Array.from({ length: 50 }, () => ({ ...shared })));
    expect(elapsed()).toBeLessThan(1000);
  });
});

describe('a bulk request of SES', () => {
  const bulk = (entries: number, data: object) =>
    sesv2BulkDialect.parse({
      ...{ method: 'POST', path: '/v2/email/outbound-bulk-emails', headers: {} },
      body: Buffer.from(
        JSON.stringify({
          FromEmailAddress: 'a@b.example',
          BulkEmailEntries: Array.from({ length: entries }, () => ({
            Destination: { ToAddresses: ['c@d.example'] },
          })),
          DefaultContent: {
            Template: {
              TemplateContent: { Subject: 'x', Text: 'x' },
              TemplateData: JSON.stringify(data),
            },
          },
        }),
      ),
    });

  it('with so much shared data that a thousand copies of it would fill the memory is refused', () => {
    const large = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, n) => [`k${String(n)}`, n]),
    );
    const elapsed = processorTime();
    expect(bulk(1000, large)).toMatchObject({
      kind: 'malformed',
      problems: [{ field: '/DefaultContent/Template/TemplateData' }],
    });
    expect(elapsed()).toBeLessThan(2000);
    expect(bulk(10, { place: 'our office' }).kind).not.toBe('malformed');
  });
});
