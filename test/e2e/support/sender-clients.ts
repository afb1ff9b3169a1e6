import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import mailchimp from '@mailchimp/mailchimp_transactional';
import { MailService } from '@sendgrid/mail';
import Mailgun from 'mailgun.js';
import { readFileSync } from 'node:fs';
import nodemailer, { type SendMailOptions } from 'nodemailer';
import * as postmark from 'postmark';
import { Resend } from 'resend';
import type { KeyForm } from '../../../bin/commands/registry/key-forms.ts';
import { IN_EACH, type Place } from './phi-places.ts';
import { bytesOf, type SentMail } from './sent-mail.ts';

/** What an application sees of it. */
export interface Seen {
  readonly kind: 'accepted' | 'refused';
  /** HTTP status as the client tells it; absent where it does not. */
  readonly status?: number;
  /** Everything that the application could log. */
  readonly said: string;
}

/** One of the clients that applications have in them, with nothing but its base URL changed. */
export interface SenderClient {
  readonly name: string;
  /** As `cordon keys add` calls it. */
  readonly api: string;
  /** What it is told for an unknown key, and for what policy refuses. */
  readonly unknownKey: number;
  readonly byPolicy: number;
  /** What it is told for what is malformed; 400 or 422 if absent. */
  readonly malformed?: number;
  /** Its base URL has no path, so that it cannot say whose keys are to be taken. */
  readonly hasNoPath?: true;
  /** Where the client can carry something that is not the message itself. */
  readonly carries: readonly Place[];
  /** @param form key and base URL as `cordon keys add` prints them for this API */
  send(form: KeyForm, mail: SentMail): Promise<Seen>;
}

const base64 = (mail: SentMail) => bytesOf(mail).toString('base64');
const named = (name: string, address: string) => `"${name}" <${address}>`;

async function seen(sending: Promise<unknown>): Promise<Seen> {
  try {
    return { kind: 'accepted', said: show(await sending) };
  } catch (error) {
    const { code, status, statusCode, responseCode, $metadata } = error as Record<
      string,
      unknown
    > & {
      readonly $metadata?: { readonly httpStatusCode?: number };
    };
    const number = [statusCode, status, responseCode, code, $metadata?.httpStatusCode].find(
      (one) => typeof one === 'number',
    );
    return {
      kind: 'refused',
      said: show(error),
      ...(number === undefined ? {} : { status: number }),
    };
  }
}

/** With everything that is not enumerable in an error, and nothing of the request, which is the caller's own. */
function show(value: unknown): string {
  const own = value instanceof Error ? [value.name, value.message, value.stack] : [];
  const { response, ...rest } = Object(value) as { readonly response?: unknown };
  // By SMTP a line; by HTTP an object that knows its request, too.
  const { body, data } = Object(response) as { readonly body?: unknown; readonly data?: unknown };
  const line = typeof response === 'string' ? response : undefined;
  const { config: _request, request: _socket, ...members } = rest as Record<string, unknown>;
  return JSON.stringify([own, line, body, data, members]);
}

/** A mail as nodemailer takes it; with a recipient that is none, one that is written by hand, as it would be sent. */
function nodemailerMail(mail: SentMail): SendMailOptions {
  const envelope = { from: mail.from, to: ['reader@mail.example'] };
  if (!mail.to.includes('@')) {
    const lines = [
      `From: ${mail.from}`,
      `To: ${mail.to}`,
      `Subject: ${mail.subject}`,
      '',
      mail.text,
    ];
    return { envelope, raw: lines.join('\r\n') };
  }
  return {
    ...{ from: mail.from, to: { name: mail.toName, address: mail.to } },
    ...{ subject: mail.subject, text: mail.text, html: mail.html },
    headers: { 'X-Campaign': mail.header },
    attachments: [
      {
        ...{ filename: mail.file.name, contentType: mail.file.type },
        content: bytesOf(mail),
      },
    ],
  };
}

/** nodemailer over SMTP; its errors have the code of the reply. */
function smtpClient(api: string, options: object): SenderClient {
  return {
    name: `nodemailer, ${api}`,
    api,
    ...{ unknownKey: 535, byPolicy: 550, malformed: 554 },
    hasNoPath: true,
    carries: IN_EACH,
    async send({ key, baseUrl, variables }, mail) {
      const { hostname, port, protocol } = new URL(baseUrl);
      const transport = nodemailer.createTransport({
        ...{ host: hostname, port: Number(port), secure: protocol === 'smtps:', ...options },
        auth: { user: variables['SMTP_USER'] ?? '', pass: key },
        tls: { ca: readFileSync(variables['NODE_EXTRA_CA_CERTS'] ?? '') },
      });
      return seen(transport.sendMail(nodemailerMail(mail)));
    },
  };
}

const USUAL = { unknownKey: 401, byPolicy: 422 };

export const SENDER_CLIENTS: readonly SenderClient[] = [
  {
    name: '@sendgrid/mail',
    api: 'SendGrid',
    ...USUAL,
    carries: [...IN_EACH, 'metadata', 'a tag', 'a substitution'],
    send({ key, baseUrl }, mail) {
      const service = new MailService();
      service.setApiKey(key);
      const { client } = service as unknown as {
        readonly client: { setDefaultRequest(name: string, value: string): void };
      };
      client.setDefaultRequest('baseUrl', baseUrl);
      return seen(
        service.send({
          from: mail.from,
          to: { email: mail.to, name: mail.toName },
          subject: mail.subject,
          text: `${mail.text} {{extra}}`,
          html: mail.html,
          headers: { 'X-Campaign': mail.header },
          customArgs: { own: mail.metadata },
          categories: [mail.tag],
          substitutions: { extra: mail.substitution },
          attachments: [{ filename: mail.file.name, type: mail.file.type, content: base64(mail) }],
        }),
      );
    },
  },
  {
    name: 'mailgun.js',
    api: 'Mailgun',
    ...USUAL,
    carries: [...IN_EACH, 'metadata', 'a tag', 'a substitution'],
    send({ key, baseUrl }, mail) {
      const client = new Mailgun(FormData).client({ username: 'api', key, url: baseUrl });
      return seen(
        client.messages.create('news.cordon.example', {
          from: mail.from,
          to: named(mail.toName, mail.to),
          subject: mail.subject,
          text: `${mail.text} %recipient.extra%`,
          html: mail.html,
          'h:X-Campaign': mail.header,
          'v:own': mail.metadata,
          'o:tag': [mail.tag],
          'recipient-variables': JSON.stringify({ [mail.to]: { extra: mail.substitution } }),
          attachment: {
            filename: mail.file.name,
            data: bytesOf(mail),
          },
        }),
      );
    },
  },
  {
    name: 'postmark',
    api: 'Postmark',
    ...USUAL,
    carries: [...IN_EACH, 'metadata', 'a tag'],
    send({ key, baseUrl }, mail) {
      const client = new postmark.ServerClient(key, { requestHost: baseUrl, useHttps: false });
      return seen(
        client.sendEmail({
          From: mail.from,
          To: named(mail.toName, mail.to),
          Subject: mail.subject,
          TextBody: mail.text,
          HtmlBody: mail.html,
          Headers: [{ Name: 'X-Campaign', Value: mail.header }],
          Metadata: { own: mail.metadata },
          Tag: mail.tag,
          Attachments: [
            {
              ...{ Name: mail.file.name, ContentType: mail.file.type, ContentID: null },
              Content: base64(mail),
            },
          ],
        }),
      );
    },
  },
  {
    name: 'resend',
    api: 'Resend',
    ...USUAL,
    carries: [...IN_EACH, 'metadata'],
    async send({ key, baseUrl }, mail) {
      // Never throws: the error is a member of the answer.
      const { data, error } = await new Resend(key, { baseUrl }).emails.send({
        from: mail.from,
        to: [named(mail.toName, mail.to)],
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        headers: { 'X-Campaign': mail.header },
        tags: [{ name: 'own', value: mail.metadata }],
        attachments: [
          {
            ...{ filename: mail.file.name, contentType: mail.file.type },
            content: base64(mail),
          },
        ],
      });
      if (error === null) return { kind: 'accepted', said: JSON.stringify(data) };
      const status = error.statusCode === null ? {} : { status: error.statusCode };
      return { kind: 'refused', said: JSON.stringify(error), ...status };
    },
  },
  {
    name: '@mailchimp/mailchimp_transactional',
    api: 'Mailchimp Transactional',
    ...USUAL,
    carries: [...IN_EACH, 'metadata', 'a tag', 'a substitution'],
    async send({ key, baseUrl }, mail) {
      const client = mailchimp(key);
      Object.assign(client, { basePath: baseUrl });
      const answer = await client.messages.send({
        message: {
          from_email: mail.from,
          to: [{ email: mail.to, name: mail.toName, type: 'to' }],
          subject: mail.subject,
          text: `${mail.text} *|EXTRA|*`,
          html: mail.html,
          headers: { 'X-Campaign': mail.header },
          metadata: { website: mail.metadata },
          tags: [mail.tag],
          merge_vars: [{ rcpt: mail.to, vars: [{ name: 'extra', content: mail.substitution }] }],
          attachments: [{ type: mail.file.type, name: mail.file.name, content: base64(mail) }],
        },
      });
      // A status that is none of success comes back as a value.
      if (!Array.isArray(answer)) {
        const status = (answer as { response?: { status?: number } }).response?.status;
        return {
          ...{ kind: 'refused', said: show(answer) },
          ...(status === undefined ? {} : { status }),
        };
      }
      const isRefused = answer.some(({ status }) => status === 'rejected');
      return { kind: isRefused ? 'refused' : 'accepted', said: JSON.stringify(answer) };
    },
  },
  {
    name: '@aws-sdk/client-sesv2',
    api: 'Amazon SES',
    ...{ unknownKey: 403, byPolicy: 400 },
    carries: [...IN_EACH, 'metadata'],
    send({ key, baseUrl }, mail) {
      const [accessKeyId = '', secretAccessKey = ''] = key.split('.');
      const ses = new SESv2Client({
        ...{ region: 'eu-west-1', endpoint: baseUrl },
        credentials: { accessKeyId, secretAccessKey },
      });
      const command = new SendEmailCommand({
        FromEmailAddress: mail.from,
        Destination: { ToAddresses: [named(mail.toName, mail.to)] },
        Content: {
          Simple: {
            Subject: { Data: mail.subject },
            Body: { Text: { Data: mail.text }, Html: { Data: mail.html } },
            Headers: [{ Name: 'X-Campaign', Value: mail.header }],
            Attachments: [
              {
                ...{ FileName: mail.file.name, ContentType: mail.file.type },
                RawContent: bytesOf(mail),
              },
            ],
          },
        },
        EmailTags: [{ Name: 'own', Value: mail.metadata }],
      });
      return seen(ses.send(command));
    },
  },
  {
    name: 'nodemailer, by Amazon SES',
    api: 'Amazon SES',
    ...{ unknownKey: 403, byPolicy: 400 },
    carries: [...IN_EACH, 'metadata'],
    send({ key, baseUrl }, mail) {
      const [accessKeyId = '', secretAccessKey = ''] = key.split('.');
      const sesClient = new SESv2Client({
        ...{ region: 'eu-west-1', endpoint: baseUrl },
        credentials: { accessKeyId, secretAccessKey },
      });
      const transport = nodemailer.createTransport({ SES: { sesClient, SendEmailCommand } });
      const ses = { EmailTags: [{ Name: 'own', Value: mail.metadata }] };
      return seen(transport.sendMail({ ...nodemailerMail(mail), ses }));
    },
  },
  smtpClient('SMTP', { requireTLS: true }),
  smtpClient('SMTP over TLS', { authMethod: 'LOGIN' }),
];

/** The client of that name. */
export function clientOf(name: string): SenderClient {
  const client = SENDER_CLIENTS.find((one) => one.name === name);
  if (client === undefined) throw new Error(`there is no client ${name}`);
  return client;
}
