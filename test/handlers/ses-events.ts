import type { MailboxEntry } from '../../local/mailbox.ts';

const AT = '2026-11-20T10:15:00.000Z';

/** The `mail` object of an event, with the tags under which the message left. */
function mailOf(message: MailboxEntry) {
  return {
    timestamp: AT,
    source: message.from,
    sourceArn: `arn:aws:ses:us-east-1:111122223333:identity/${message.identity}`,
    sendingAccountId: '111122223333',
    messageId: message.messageId,
    destination: message.to,
    headersTruncated: false,
    headers: [{ name: 'Subject', value: message.subject }],
    commonHeaders: { from: [message.from], to: message.to, subject: message.subject },
    tags: {
      'ses:operation': ['SendEmail'],
      'ses:configuration-set': [message.configurationSet.name],
      'ses:outgoing-ip': ['192.0.2.10'],
      ...Object.fromEntries(message.tags.map(({ name, value }) => [name, [value]])),
    },
  };
}

/**
 * Events about a message as SES publishes them to a topic: one line of JSON and a line break
 * (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html).
 */
export function complaintAbout(
  message: MailboxEntry,
  fields: { readonly addresses?: readonly string[]; readonly type?: string | null } = {},
): string {
  const { addresses = message.to, type = 'abuse' } = fields;
  const complaint = {
    feedbackId: '0100018f-feedback',
    complaintSubType: null,
    complainedRecipients: addresses.map((emailAddress) => ({ emailAddress })),
    timestamp: AT,
    userAgent: 'ExampleMail-FBL/1.0',
    complaintFeedbackType: type,
    arrivalDate: AT,
  };
  return `${JSON.stringify({ eventType: 'Complaint', complaint, mail: mailOf(message) })}\n`;
}

export function bounceOf(
  message: MailboxEntry,
  bounceType: 'Permanent' | 'Transient' | 'Undetermined',
  bounceSubType = 'General',
): string {
  const bounce = {
    feedbackId: '0100018f-bounce',
    bounceType,
    bounceSubType,
    bouncedRecipients: message.to.map((emailAddress) => ({
      emailAddress,
      action: 'failed',
      status: '5.1.1',
      diagnosticCode: 'smtp; 550 5.1.1 user unknown',
    })),
    timestamp: AT,
    reportingMTA: 'dsn; mta.example.net',
  };
  return `${JSON.stringify({ eventType: 'Bounce', bounce, mail: mailOf(message) })}\n`;
}
