import { describe, expect, it } from 'vitest';
import { readMailFeedback } from '../../../lambdas/core/send/mail-feedback.ts';

describe('an SES notification', () => {
  const mail = { messageId: 'x', tags: { entityId: ['general-hospital'] } };
  const complaint = { complainedRecipients: [{ emailAddress: 'jane@example.com' }] };
  const bounce = (bounceType: string) => ({
    bounceType,
    bouncedRecipients: [{ emailAddress: 'Jane <jane@example.com>', status: '5.1.1' }],
  });
  it.each([
    ['complaint', { notificationType: 'Complaint', complaint, mail }],
    ['complaint', { eventType: 'Complaint', complaint, mail }],
    ['bounce', { eventType: 'Bounce', bounce: bounce('Permanent'), mail }],
  ])('of a %s names the addresses and the covered entity', (kind, notification) => {
    expect(readMailFeedback(JSON.stringify(notification))).toEqual({
      kind,
      entityTag: 'general-hospital',
      addresses: ['jane@example.com'],
    });
  });

  it.each([
    ['a bounce that may pass', { eventType: 'Bounce', bounce: bounce('Transient'), mail }],
    ['a delivery', { eventType: 'Delivery', mail }],
    ['an event of another day', { eventType: 'Subscription', mail }],
  ])('of %s concerns nobody’s consent', (_what, notification) => {
    expect(readMailFeedback(JSON.stringify(notification))).toEqual({ kind: 'other' });
  });

  it.each(['', 'null', '[]', '{}', '{"eventType":"Complaint"}', '{"eventType":"Bounce"}'])(
    'is none in %s',
    (text) => {
      expect(readMailFeedback(text)).toBeUndefined();
    },
  );
});
