import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../../../../lambdas/core/send/dialects.ts';
import { sendgridDialect } from '../../../../lambdas/core/send/dialects/sendgrid.ts';

const LIMITED = {
  kind: 'rate_limited',
  retryAfterSeconds: 7,
  retryAt: new Date('2026-11-26T10:00:00.200Z'),
} as const;

describe('the answer to a key that has sent as much as it may', () => {
  it.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))(
    'has status 429 and says when to come again: %s',
    (_name, dialect) => {
      const { status, headers } = dialect.render(LIMITED, []);
      expect([status, headers['retry-after']]).toEqual([429, '7']);
    },
  );

  it("names the second from which SendGrid's clients may send again, which is not before it", () => {
    const { headers } = sendgridDialect.render(LIMITED, []);
    expect(headers['x-ratelimit-reset']).toBe(String(Date.parse('2026-11-26T10:00:01Z') / 1000));
  });
});
