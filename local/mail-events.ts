import { randomUUID } from 'node:crypto';
import type { MailboxMessage } from './mailbox.ts';

/**
 * What becomes of mail that the local mail service took, told as SES tells it: as events of a configuration set, one
 * line of JSON each (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html). To
 * addresses of SES's mailbox simulator
 * (https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator) happens what happens
 * there; to those of our own, what the simulator has not; to everybody else it is delivered. As in SES, a label may
 * follow the name: `bounce+label1@`.
 */
export function eventsOf(message: MailboxMessage): readonly string[] {
  const [recipient = ''] = message.to;
  return scenarioOf(recipient)(message, recipient).map(
    ({ eventType, ...rest }) =>
      `${JSON.stringify({ eventType, mail: mailOf(message), ...rest })}\n`,
  );
}

/** The domain of SES's simulator, and of the addresses that it does not have. */
const SIMULATOR = 'simulator.amazonses.com';
export const OWN_SIMULATOR = 'simulator.cordon.example';

interface Event {
  readonly eventType: string;
  readonly [more: string]: unknown;
}
type Scenario = (message: MailboxMessage, recipient: string) => readonly Event[];

/** What SES says when a server offers no TLS and the configuration set requires it. */
const NO_TLS =
  'smtp; 554 5.7.10 TLS is required, and the receiving server does not support STARTTLS';

const deliver: Scenario = (_message, recipient) => [
  {
    eventType: 'Delivery',
    delivery: {
      timestamp: now(),
      processingTimeMillis: 500,
      recipients: [recipient],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'mta.example.net',
    },
  },
];

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  [`success@${SIMULATOR}`]: deliver,
  [`bounce@${SIMULATOR}`]: (_message, recipient) => [
    bounce('Permanent', 'General', {
      ...{ emailAddress: recipient, action: 'failed', status: '5.1.1' },
      diagnosticCode: 'smtp; 550 5.1.1 user unknown',
    }),
  ],
  [`suppressionlist@${SIMULATOR}`]: (_message, recipient) => [
    bounce('Permanent', 'Suppressed', {
      ...{ emailAddress: recipient, action: 'failed', status: '5.1.1' },
      diagnosticCode: 'Amazon SES has suppressed sending to this address',
    }),
  ],
  [`complaint@${SIMULATOR}`]: (message, recipient) => [
    ...deliver(message, recipient),
    {
      eventType: 'Complaint',
      complaint: {
        complainedRecipients: [{ emailAddress: recipient }],
        timestamp: now(),
        feedbackId: randomUUID(),
        complaintFeedbackType: 'abuse',
      },
    },
  ],
  // An automatic reply comes as a bounce of which nothing failed.
  [`ooto@${SIMULATOR}`]: (message, recipient) => [
    ...deliver(message, recipient),
    bounce('Transient', 'General', { emailAddress: recipient }),
  ],
  [`delay@${OWN_SIMULATOR}`]: (_message, recipient) => [delay('MailboxFull', recipient)],
  /** A server without TLS: it takes what may go without. */
  [`no-tls@${OWN_SIMULATOR}`]: (message, recipient) =>
    message.configurationSet.tlsPolicy === 'REQUIRE'
      ? [
          delay('General', recipient, NO_TLS),
          bounce('Transient', 'General', {
            ...{ emailAddress: recipient, action: 'failed', status: '5.7.10' },
            diagnosticCode: NO_TLS,
          }),
        ]
      : deliver(message, recipient),
};

function scenarioOf(recipient: string): Scenario {
  const name = recipient.toLowerCase().replace(/\+[^@]*(?=@)/, '');
  return SCENARIOS[name] ?? deliver;
}

function bounce(bounceType: string, bounceSubType: string, recipient: object): Event {
  return {
    eventType: 'Bounce',
    bounce: {
      ...{ bounceType, bounceSubType, bouncedRecipients: [recipient] },
      ...{ timestamp: now(), feedbackId: randomUUID(), reportingMTA: 'dns; mta.example.net' },
    },
  };
}

function delay(delayType: string, emailAddress: string, diagnosticCode?: string): Event {
  return {
    eventType: 'DeliveryDelay',
    deliveryDelay: {
      timestamp: now(),
      delayType,
      delayedRecipients: [
        {
          emailAddress,
          status: '4.0.0',
          ...(diagnosticCode === undefined ? {} : { diagnosticCode }),
        },
      ],
    },
  };
}

/** The `mail` object, with the tags under which the message left. */
function mailOf({
  from,
  to,
  messageId,
  receivedAt,
  identity,
  tags,
  configurationSet,
}: MailboxMessage) {
  return {
    timestamp: receivedAt,
    source: from,
    sourceArn: `arn:aws:ses:us-east-1:000000000000:identity/${identity}`,
    sendingAccountId: '000000000000',
    messageId,
    destination: to,
    headersTruncated: false,
    tags: {
      'ses:operation': ['SendEmail'],
      'ses:configuration-set': [configurationSet.name],
      ...Object.fromEntries(tags.map(({ name, value }) => [name, [value]])),
    },
  };
}

const now = () => new Date().toISOString();
