import { describe, expect, it } from 'vitest';
import { MAIL_EVENTS, readMailEvent } from '../../../lambdas/core/send/mail-event.ts';
import { decidingEvent } from '../../../lambdas/core/send/mail-progress.ts';
import { isTlsFailure } from '../../../lambdas/core/send/tls-failure.ts';
import fc from '../../support/properties.ts';

const AT = '2026-11-20T10:15:00.000Z';
const mail = { messageId: 'x', tags: { deliveryId: ['msg_1_7er1'] } };
const to = (fields: object = {}) => [{ emailAddress: 'jane@example.com', ...fields }];
const failed = (diagnosticCode: string) =>
  to({ action: 'failed', status: '5.4.4', diagnosticCode });
const bounce = (
  bounceType: string,
  bounceSubType: string,
  recipients = failed('smtp; 550 no'),
) => ({
  eventType: 'Bounce',
  bounce: { bounceType, bounceSubType, bouncedRecipients: recipients, timestamp: AT },
  mail,
});
const delay = (delayType: string, recipients = to()) => ({
  eventType: 'DeliveryDelay',
  deliveryDelay: { delayType, delayedRecipients: recipients, timestamp: AT },
  mail,
});
const complaint = (complaintFeedbackType?: string) => ({
  eventType: 'Complaint',
  complaint: { complainedRecipients: to(), complaintFeedbackType, timestamp: AT },
  mail,
});
const NO_TLS =
  'smtp; 554 4.4.7 Message expired: unable to deliver <TLS is required but was not offered>';

describe('an event of the mail service', () => {
  it.each([
    ['delivered', undefined, { eventType: 'Delivery', delivery: { timestamp: AT }, mail }],
    ['delivered', undefined, { notificationType: 'Delivery', delivery: { timestamp: AT }, mail }],
    ['delayed', 'mailbox_full', delay('MailboxFull')],
    ['delayed', 'ip_failure', delay('IPFailure')],
    ['delayed', undefined, delay('What the server of jane@example.com said')],
    ['bounced', 'permanent_no_email', bounce('Permanent', 'NoEmail')],
    [
      'bounced',
      'permanent_on_account_suppression_list',
      bounce('Permanent', 'OnAccountSuppressionList'),
    ],
    ['bounced', 'transient_general', bounce('Transient', 'General')],
    ['bounced', 'undetermined_undetermined', bounce('Undetermined', 'Undetermined')],
    ['bounced', 'permanent', bounce('Permanent', 'of jane@example.com')],
    ['bounced', undefined, bounce('Another', 'Another')],
    ['complained', 'abuse', complaint('abuse')],
    ['complained', 'auth_failure', complaint('auth-failure')],
    ['complained', undefined, complaint()],
    ['complained', undefined, complaint('jane@example.com')],
    ['tls_failed', 'bounced', bounce('Transient', 'General', failed(NO_TLS))],
    ['tls_failed', 'bounced', bounce('Permanent', 'General', failed(NO_TLS))],
    ['tls_failed', 'delayed', delay('General', failed(NO_TLS))],
  ])('tells that mail is %s (%s)', (event, reason, notification) => {
    expect(readMailEvent(JSON.stringify(notification))).toEqual({
      ...{ event, deliveryTag: 'msg_1_7er1', at: AT },
      ...(reason === undefined ? {} : { reason }),
    });
  });

  it.each([
    ['bad_content', { eventType: 'Reject', reject: { reason: 'Bad content' }, mail }],
    [
      'rendering_failure',
      {
        eventType: 'Rendering Failure',
        failure: { errorMessage: 'jane', templateName: 'x' },
        mail,
      },
    ],
  ])('tells that it was not sent: %s', (reason, notification) => {
    const read = readMailEvent(JSON.stringify(notification));
    expect(read).toEqual({ event: 'rejected', reason, deliveryTag: 'msg_1_7er1' });
  });

  it.each([
    [
      'an automatic reply, which is called a transient bounce',
      bounce('Transient', 'General', to()),
    ],
    ['a complaint that is taken back', complaint('not-spam')],
    ['an open', { eventType: 'Open', open: {}, mail }],
    ['a click', { eventType: 'Click', click: {}, mail }],
    ['a sending', { eventType: 'Send', send: {}, mail }],
    ['a bounce without anybody', { eventType: 'Bounce', mail }],
    ['nothing', {}],
  ])('tells nothing of a delivery in %s', (_what, notification) => {
    expect(readMailEvent(JSON.stringify(notification))).toBeUndefined();
  });

  it('is the same in the envelopes of SNS and of EventBridge', () => {
    const event = bounce('Permanent', 'NoEmail');
    const plain = readMailEvent(JSON.stringify(event));
    const bySns = { Type: 'Notification', MessageId: 'x', Message: `${JSON.stringify(event)}\n` };
    const byBus = {
      version: '0',
      source: 'aws.ses',
      'detail-type': 'Email Bounced',
      detail: event,
    };
    expect(plain).toBeDefined();
    expect(readMailEvent(JSON.stringify(bySns))).toEqual(plain);
    expect(readMailEvent(JSON.stringify(byBus))).toEqual(plain);
    const other = { ...byBus, source: 'aws.ec2' };
    expect(readMailEvent(JSON.stringify(other))).toBeUndefined();
  });

  it.each(['2026-11-20T10:15:00Z', 'yesterday', '', 'x'.repeat(1000)])(
    'has a time that is one: %s',
    (timestamp) => {
      const read = readMailEvent(
        JSON.stringify({ eventType: 'Delivery', delivery: { timestamp }, mail }),
      );
      expect([undefined, AT]).toContain(read?.at);
    },
  );
});

describe('a delivery', () => {
  it.each([
    [['delayed', 'delivered'], 'delivered'],
    [['delivered', 'bounced'], 'bounced'],
    [['delivered', 'complained'], 'complained'],
    [['delayed', 'bounced'], 'bounced'],
    [['bounced', 'tls_failed'], 'tls_failed'],
    [['delivered', 'tls_failed'], 'tls_failed'],
    [[], undefined],
  ] as const)('of which %j was told stands as %s', (told, state) => {
    const heard = Object.fromEntries(told.map((event) => [event, { heardAt: AT }]));
    expect(decidingEvent(heard)).toBe(state);
  });

  it('stands by what was told, in whatever order and however often', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...MAIL_EVENTS)), (told) => {
        const heardOf = (events: readonly string[]) =>
          Object.fromEntries(events.map((event) => [event, { heardAt: AT }]));
        expect(decidingEvent(heardOf(told))).toBe(decidingEvent(heardOf(told.toReversed())));
        expect(decidingEvent(heardOf([...told, ...told]))).toBe(decidingEvent(heardOf(told)));
      }),
    );
  });
});

describe('a failure for want of TLS', () => {
  it.each([
    NO_TLS,
    'smtp; 454 4.7.0 TLS not available due to local problem',
    'smtp; 421 4.7.0 TLS handshake failed',
    'smtp; 550 5.7.10 Encryption needed',
    'smtp; 550 5.7.30 REQUIRETLS support required',
    'smtp; 530 5.7.0 Must issue a STARTTLS command first',
    'smtp; 554 5.4.4 Unable to establish a TLS connection',
    'smtp; 554 4.4.2 Remote server does not support STARTTLS',
    "smtp; 554 the server doesn't offer TLSv1.2",
    'smtp; 421 SSL negotiation failed',
  ])('is one: %s', (diagnosticCode) => {
    expect(isTlsFailure({ diagnosticCode })).toBe(true);
  });

  it.each([
    ['5.7.10', true],
    ['4.7.30', true],
    ['5.7.1', false],
    ['5.7.5', false],
    ['15.7.10', false],
    ['5.7.100', false],
    [null, false],
  ])('by its status %s: %s', (status, isOne) => {
    expect(isTlsFailure({ status })).toBe(isOne);
  });

  it.each([
    'smtp; 550 5.1.1 user unknown',
    'smtp; 452 4.2.2 mailbox full',
    'smtp; 554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>',
    'smtp; 550 5.7.1 message refused by battles.example',
    'smtp; 550 5.7.1 sent over TLS, spam all the same',
    'smtp; 550 5.7.1 Authentication required',
    '',
  ])('is none: %s', (diagnosticCode) => {
    expect(isTlsFailure({ diagnosticCode })).toBe(false);
  });

  it.each<[status: string | null, diagnosticCode: string, isOne: boolean]>([
    // What the code says of the address is not undone by a word beside it.
    ['5.1.1', 'smtp; 550 5.1.1 user unknown (TLS required for all mail)', false],
    [null, 'smtp; 550 5.1.1 <postmaster@tls.example> unavailable', false],
    ['5.2.1', 'smtp; 550 mailbox disabled; session was TLSv1.3, delivery failed', false],
    ['5.7.1', 'smtp; 550 5.7.1 refused, see https://example.com/ssl', false],
    ['5.0.0', 'smtp; 550 5.1.10 recipient not found, TLS not required', false],
    // Codes of no cause of their own leave it to the words.
    ['5.0.0', 'smtp; 550 TLS required', true],
    ['5.7.0', 'smtp; 530 Must issue a STARTTLS command first', true],
    ['5.4.4', 'smtp; 554 unable to establish TLS', true],
    ['5.4.4', 'smtp; 550 unable to route', false],
    ['5.7.10', 'smtp; 550 5.1.1 no', true],
    // No code.
    [null, 'smtp; 550 TLS required', true],
    [null, 'smtp; 550 mx 4.9.2 does not support TLS', true],
  ])('is told by the code first (%s, %s): %s', (status, diagnosticCode, isOne) => {
    expect(isTlsFailure({ status, diagnosticCode })).toBe(isOne);
  });

  it('is looked for in the beginning of a text, however long it is', () => {
    const long = `${'tls '.repeat(200_000)}required`;
    expect(isTlsFailure({ diagnosticCode: long })).toBe(false);
  });
});
