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
    ['5.1.1', 'smtp; 550 5.1.1 user unknown (TLS required)', ['gone@example.com']],
    ['5.7.10', 'smtp; 550 5.7.10 Encryption needed', []],
    [null, 'smtp; 550 TLS required', []],
  ])('of a hard bounce by %s (%s) suppresses %j', (status, diagnosticCode, addresses) => {
    const gone = { emailAddress: 'gone@example.com', status, diagnosticCode };
    const event = (bouncedRecipients: object[]) =>
      JSON.stringify({
        eventType: 'Bounce',
        bounce: { bounceType: 'Permanent', bouncedRecipients },
        mail,
      });
    expect(readMailFeedback(event([gone]))).toEqual(
      addresses.length === 0
        ? { kind: 'other' }
        : { kind: 'bounce', entityTag: 'general-hospital', addresses },
    );
    // Each by what is told of it.
    const beside = { emailAddress: 'beside@example.com', status: '5.1.1' };
    expect(readMailFeedback(event([gone, beside]))).toMatchObject({
      addresses: [...addresses, 'beside@example.com'],
    });
  });

  it.each([
    ['a bounce that may pass', { eventType: 'Bounce', bounce: bounce('Transient'), mail }],
    ['a delivery', { eventType: 'Delivery', mail }],
    ['an event of another day', { eventType: 'Subscription', mail }],
    ['a bounce of unknown cause', { eventType: 'Bounce', bounce: bounce('Undetermined'), mail }],
    [
      'a report that takes a complaint back',
      {
        eventType: 'Complaint',
        complaint: { ...complaint, complaintFeedbackType: 'not-spam' },
        mail,
      },
    ],
    ['a subscription', { notificationType: 'AmazonSnsSubscriptionSucceeded', message: 'x' }],
  ])('of %s concerns nobody’s consent', (_what, notification) => {
    expect(readMailFeedback(JSON.stringify(notification))).toEqual({ kind: 'other' });
  });

  it.each(['abuse', 'fraud', 'virus', 'other', 'auth-failure', null, undefined])(
    'of a complaint is one whatever the reason that is given: %s',
    (complaintFeedbackType) => {
      const text = JSON.stringify({
        eventType: 'Complaint',
        complaint: { ...complaint, complaintFeedbackType },
        mail,
      });
      expect(readMailFeedback(text)).toMatchObject({ kind: 'complaint' });
    },
  );

  it('that only tests the topic is not JSON, and is known', () => {
    const text = 'Successfully validated SNS topic for Amazon SES event publishing.';
    expect(readMailFeedback(text)).toEqual({ kind: 'other' });
    expect(readMailFeedback(`${text} Or not.`)).toBeUndefined();
  });

  it.each([[], Array.from({ length: 101 }, () => ({ emailAddress: 'jane@example.com' }))])(
    'names somebody, and not everybody',
    (...complainedRecipients) => {
      const event = { eventType: 'Complaint', complaint: { complainedRecipients }, mail };
      expect(readMailFeedback(JSON.stringify(event))).toBeUndefined();
    },
  );

  it.each(['', 'null', '[]', '{}', '{"eventType":"Complaint"}', '{"eventType":"Bounce"}'])(
    'is none in %s',
    (text) => {
      expect(readMailFeedback(text)).toBeUndefined();
    },
  );
});
