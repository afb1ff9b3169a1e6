import fc from '../../support/properties.ts';
import type { DialectRequest } from '../../../lambdas/core/send/dialect.ts';
import type { EmailMessage, OutboundMessage } from '../../../lambdas/core/send/outbound-message.ts';
import type { TextMessage } from '../../../lambdas/core/send/text-message.ts';
import type { DecisionRecord } from '../../../lambdas/core/record/decision-record.ts';

/** A message in its plainest form. */
export const PLAIN: EmailMessage = {
  channel: 'email',
  from: { address: 'news@clinic.example', name: 'Clinic News' },
  replyTo: [],
  to: [{ address: 'reader@mail.example' }],
  cc: [],
  bcc: [],
  subject: 'Opening hours',
  text: 'We are open on Monday.',
  headers: {},
  attachments: [],
  metadata: {},
};

/** A text in its plainest form. */
export const PLAIN_TEXT: TextMessage = {
  channel: 'sms',
  to: ['+12025550123'],
  text: 'We are open on Monday.',
  mediaUrls: [],
  metadata: {},
};

/** The mails that messages are. @throws where one is not */
export function emailsIn(messages: readonly OutboundMessage[]): readonly EmailMessage[] {
  return messages.map((message) => {
    if (message.channel !== 'email') throw new Error('the message is no mail');
    return message;
  });
}

export function dialectRequest(
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): DialectRequest {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { method: 'POST', path: '/', headers, body: bytes };
}

/** A decision as policy makes one about a refused marketing mail. */
export const REFUSAL: DecisionRecord = {
  kind: 'decision',
  decisionId: 'msg_1~r1',
  messageId: 'msg_1',
  decidedAt: '2026-11-28T17:00:00.000Z',
  entityId: 'mercy-hospital',
  lane: 'marketing',
  direction: 'outbound',
  channel: 'email',
  purpose: 'marketing',
  origin: { kind: 'sender', id: 'mk_testtest' },
  target: { kind: 'recipient', ordinal: 1, of: 1 },
  classification: 'phi',
  findings: { NAME: 2, MRN: 1, CONDITION: 1 },
  unreadable: ['unsupported_format', 'unsupported_format'],
  disposition: 'block',
  reasonCode: 'marketing-lane-sends-no-phi',
  rules: ['keep-refused', 'marketing-lane-sends-no-phi'],
  refused: [{ disposition: 'as_is', rules: ['marketing-lane-sends-no-phi'] }],
  says: 'A marketing sender key sends no PHI.',
  citations: ['45 CFR 164.502(a)', '45 CFR 164.508(a)(3)'],
  remedy: 'Send it with a clinical sender key.',
  policyVersion: '0123456789abcdef',
  scannerVersion: '1.0.0',
  latencyMs: {},
};

const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const line = text.map((words) => words.replace(/\p{Cc}/gu, ' '));
const mailbox = fc
  .record(
    {
      address: fc.stringMatching(/^[a-z0-9.+_-]{1,20}@[a-z0-9]{1,10}\.example$/),
      name: line,
    },
    { requiredKeys: ['address'] },
  )
  .map((value) => value);
const mailboxes = fc.array(mailbox, { maxLength: 3 });
const headerName = fc
  .stringMatching(/^X-[A-Za-z0-9-]{1,20}$/)
  .filter((name) => !/^x-ses-/i.test(name));

/** Any text that a dialect can read. */
export const anyText: fc.Arbitrary<TextMessage> = fc.record(
  {
    channel: fc.constantFrom('sms', 'whatsapp', 'push'),
    from: fc.constantFrom('+12025550100', '24680', 'Clinic'),
    to: fc.array(fc.stringMatching(/^\+1[2-9][0-9]{9}$/), { minLength: 1, maxLength: 3 }),
    text,
    mediaUrls: fc.array(fc.webUrl(), { maxLength: 3 }),
    metadata: fc.constant({}),
    purpose: fc.constantFrom('marketing', 'clinical'),
  },
  { requiredKeys: ['channel', 'to', 'text', 'mediaUrls', 'metadata'], noNullPrototype: true },
);

/** Any mail that a dialect can read. */
export const anyMessage: fc.Arbitrary<EmailMessage> = fc
  .record(
    {
      channel: fc.constant('email' as const),
      from: mailbox,
      replyTo: mailboxes,
      to: fc.array(mailbox, { minLength: 1, maxLength: 3 }),
      cc: mailboxes,
      bcc: mailboxes,
      subject: line,
      text,
      html: text,
      headers: fc.dictionary(headerName, line, { maxKeys: 3, noNullPrototype: true }),
      attachments: fc.array(
        fc.record(
          {
            filename: line.map((name) => `f${name}`),
            contentType: fc.constantFrom('text/plain', 'application/pdf', 'image/png; name="x"'),
            content: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
            contentId: fc.stringMatching(/^[a-z0-9.@_-]{1,20}$/),
          },
          { requiredKeys: ['filename', 'contentType', 'content'], noNullPrototype: true },
        ),
        { maxLength: 3 },
      ),
      metadata: fc.constant({}),
      purpose: fc.constantFrom('marketing', 'clinical'),
    },
    {
      requiredKeys: [
        ...(['channel', 'from', 'replyTo', 'to', 'cc', 'bcc', 'subject', 'headers'] as const),
        ...(['attachments', 'metadata'] as const),
      ],
      noNullPrototype: true,
    },
  )
  .map((value) => value);
