import { describe, expect, it } from 'vitest';
import { cordonDialect } from '../../../lambdas/core/send/dialects/cordon.ts';
import type { SendOutcome } from '../../../lambdas/core/send/outcome.ts';
import { replyTo } from '../../../local/smtp/replies.ts';
import { REFUSAL } from '../../core/send/messages.ts';
import { ACCEPTED, HELD_BACK, REFUSED } from '../../core/send/dialects/reading.ts';

/** The lines of a reply as they are sent. */
function said(outcome: SendOutcome): string[] {
  const { status, body } = cordonDialect.render(outcome, []);
  const { code, lines } = replyTo(status, body);
  return lines.map((line) => `${String(code)} ${line}`);
}

const problems = [{ field: 'From', message: 'is required' }];

describe('what became of a message, told by SMTP', () => {
  it.each<[string, SendOutcome, RegExp]>([
    ['accepted', ACCEPTED, /^250 2\.6\.0 Accepted as msg_1$/],
    ['held for review', HELD_BACK, /^250 2\.6\.0 Held for review: .* Its id is msg_1$/],
    ['refused', REFUSED, /^550 5\.7\.1 .*NAME \(2\).*MRN \(1\).*clinical sender key/],
    ['an unknown key', { kind: 'unauthenticated' }, /^535 5\.7\.8 /],
    ['beyond its key', { kind: 'forbidden', problems }, /^550 5\.7\.1 /],
    ['malformed', { kind: 'malformed', problems }, /^554 5\.6\.0 .*From is required$/],
    ['too large', { kind: 'too_large', limitBytes: 5 }, /^552 5\.3\.4 .*5 bytes/],
    [
      'too much for now',
      { kind: 'rate_limited', retryAfterSeconds: 9, retryAt: new Date(0) },
      /^450 4\.7\.0 /,
    ],
    ['a service away', { kind: 'unavailable' }, /^451 4\.3\.0 .*nothing was sent/],
    [
      'sent in part, which no program may try again by itself',
      { kind: 'unavailable', partly: true },
      /^554 5\.3\.0 .*may repeat it/,
    ],
  ])('is for %s', (_, outcome, expected) => {
    expect(said(outcome).join(' ')).toMatch(expected);
  });

  it('is in lines of ASCII, each of at most 512 octets with its code', () => {
    const says = `Clínic’s rule § 5 \u{1F3E5}\r\n250 OK ${'long '.repeat(300)}${'x'.repeat(1200)}`;
    const lines = said({ ...REFUSED, decisions: [{ ...REFUSAL, says }] });
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line).toMatch(/^550 5\.7\.1 [ -~]{1,498}$/);
    expect(lines[0]).toContain("Clinic's rule section 5 ? 250 OK long");
    expect(lines.join('')).toContain('x'.repeat(100));
  });

  it('is that it was not taken, where the answer is none', () => {
    expect(replyTo(502, '<html>')).toMatchObject({ code: 451 });
    expect(replyTo(503, 'x')).toMatchObject({ code: 451 });
    expect(replyTo(200, '{}')).toMatchObject({ code: 451 });
  });
});
