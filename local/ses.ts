import { randomBytes, randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import addressparser from 'nodemailer/lib/addressparser';
import type { Lane } from '../lambdas/core/vocabulary.ts';
import { answerErrors, AwsServiceError, limitBody, readJson, withRequestId } from './aws-json.ts';
import { type Endpoint, type LoopbackOptions, serveOnLoopback } from './loopback-server.ts';
import { eventsOf } from './mail-events.ts';
import type { MailTopic } from './mail-topic.ts';
import type { Mailbox, MailboxMessage } from './mailbox.ts';
import { headerValue } from './mime-view.ts';
import { rawMessage, sendEmailSchema, type SendEmailRequest } from './ses-request.ts';

/** What a configuration set decides. `REQUIRE`: SES delivers over TLS or not at all. */
export interface ConfigurationSet {
  readonly name: string;
  readonly lane: Lane;
  readonly tlsPolicy: 'REQUIRE' | 'OPTIONAL';
}

/** A verified domain; its subdomains are verified with it, as in SES. */
export interface EmailIdentity {
  readonly domain: string;
  readonly lane: Lane;
}

export interface SesOptions extends LoopbackOptions {
  readonly mailbox: Mailbox;
  readonly configurationSets: readonly ConfigurationSet[];
  readonly identities: readonly EmailIdentity[];
  /** Where it is told what becomes of each message; absent: nobody listens. */
  readonly topic?: Pick<MailTopic, 'publish'>;
  /** For tests: an error to answer a send with, such as `TooManyRequestsException`. */
  readonly fault?: (request: SendEmailRequest) => AwsServiceError | undefined;
}

/** SESv2's limit on a message is 40 MB; development needs less. */
const MAX_BODY_BYTES = 14 * 1024 * 1024;

/**
 * The part of SESv2's API that sends mail. Nothing leaves the machine: what SES would accept goes to the
 * mailbox, what it would refuse is refused with the same error.
 */
export async function startSes(options: SesOptions): Promise<Endpoint> {
  const app = new Hono();
  app.use(withRequestId());
  app.get('/v2/email/account', (context) =>
    context.json({
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      EnforcementStatus: 'HEALTHY',
      DedicatedIpAutoWarmupEnabled: false,
      SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 0 },
    }),
  );
  app.post('/v2/email/outbound-emails', limitBody(MAX_BODY_BYTES), async (context) => {
    const parsed = sendEmailSchema.safeParse(await readJson(context));
    if (!parsed.success) throw badRequest('The request is not valid.');
    const fault = options.fault?.(parsed.data);
    if (fault) throw fault;
    return context.json({ MessageId: await accept(parsed.data, options) });
  });
  answerErrors(app);
  return serveOnLoopback(app, options);
}

async function accept(request: SendEmailRequest, options: SesOptions): Promise<string> {
  const { FromEmailAddress: from, ConfigurationSetName: setName } = request;
  // SES lets both be absent, and then falls back on headers and on the account's defaults: without a
  // lane. Cordon never sends like that.
  if (from === undefined) throw badRequest('FromEmailAddress is required.');
  if (setName === undefined) throw badRequest('ConfigurationSetName is required.');
  const configurationSet = options.configurationSets.find(({ name }) => name === setName);
  if (!configurationSet) {
    throw new AwsServiceError('NotFoundException', 'The configuration set does not exist.', 404);
  }
  const identity = verifiedIdentity(from, options.identities);
  const raw = await rawMessage(request);
  if (!raw) throw badRequest('Content must be Raw or Simple.');
  // SES checks the address that the recipient sees, too.
  const shown = headerValue(raw, 'from');
  if (shown === undefined) throw badRequest('The message has no From header.');
  verifiedIdentity(shown, options.identities);
  const to = recipients(request, raw);
  if (to.length === 0) throw badRequest('The message has no recipient.');

  const messageId = `${randomBytes(8).toString('hex')}-${randomUUID()}-000000`;
  const message = {
    messageId,
    receivedAt: new Date().toISOString(),
    lane: identity.lane,
    from,
    identity: identity.domain,
    configurationSet: { ...configurationSet },
    to,
    tags: request.EmailTags.map(({ Name, Value }) => ({ name: Name, value: Value })),
    subject: headerValue(raw, 'subject') ?? '',
    raw: raw.toString('base64'),
  };
  await options.mailbox.add(message);
  void tell(message, options);
  return messageId;
}

/** One event after another: what happened first is told first. */
async function tell(message: MailboxMessage, { topic }: SesOptions): Promise<void> {
  if (topic === undefined) return;
  for (const event of eventsOf(message)) await topic.publish(event);
}

/** @throws AwsServiceError `MessageRejected` unless every address is under a verified domain. */
function verifiedIdentity(header: string, identities: readonly EmailIdentity[]): EmailIdentity {
  const found = addressesOf(header).map((address) => {
    const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
    return identities
      .filter((identity) => domain === identity.domain || domain.endsWith(`.${identity.domain}`))
      .sort((a, b) => b.domain.length - a.domain.length)[0];
  });
  const [first] = found;
  if (first === undefined || found.includes(undefined)) {
    throw new AwsServiceError('MessageRejected', 'Email address is not verified.');
  }
  return first;
}

function recipients(request: SendEmailRequest, raw: Buffer): string[] {
  const { ToAddresses, CcAddresses, BccAddresses } = request.Destination;
  const envelope = [...ToAddresses, ...CcAddresses, ...BccAddresses];
  if (envelope.length > 0 || request.Content.Simple) return envelope;
  return ['to', 'cc', 'bcc'].flatMap((name) => addressesOf(headerValue(raw, name) ?? ''));
}

function addressesOf(header: string): string[] {
  return addressparser(header, { flatten: true }).map(({ address }) => address);
}

function badRequest(message: string): AwsServiceError {
  return new AwsServiceError('BadRequestException', message);
}
