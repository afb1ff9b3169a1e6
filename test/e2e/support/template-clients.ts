import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import mailchimp from '@mailchimp/mailchimp_transactional';
import { MailService } from '@sendgrid/mail';
import Mailgun from 'mailgun.js';
import * as postmark from 'postmark';
import { Resend } from 'resend';
import type { KeyForm } from '../../../bin/commands/registry/key-forms.ts';

/** What a template is filled in with. */
export interface Shown {
  readonly place: string;
  readonly unseen?: string;
}

/** A client that sends by the name of a template, with nothing but its base URL changed. */
interface TemplateClient {
  readonly name: string;
  /** As `cordon keys add` calls it. */
  readonly api: string;
  /** @throws what the client throws, or an error with its answer where it throws none */
  send(form: KeyForm, data: Shown): Promise<unknown>;
}

const FROM = 'hello@news.cordon.example';
const TO = 'reader@mail.example';

export const TEMPLATE_CLIENTS: readonly TemplateClient[] = [
  {
    name: '@sendgrid/mail',
    api: 'SendGrid',
    send({ key, baseUrl }, data) {
      const service = new MailService();
      service.setApiKey(key);
      const { client } = service as unknown as {
        readonly client: { setDefaultRequest(name: string, value: string): void };
      };
      client.setDefaultRequest('baseUrl', baseUrl);
      return service.send({
        ...{ from: FROM, to: TO },
        ...{ templateId: 'd-hours', dynamicTemplateData: { ...data } },
      });
    },
  },
  {
    name: 'mailgun.js',
    api: 'Mailgun',
    send({ key, baseUrl }, data) {
      const client = new Mailgun(FormData).client({ username: 'api', key, url: baseUrl });
      return client.messages.create('news.cordon.example', {
        ...{ from: FROM, to: TO, subject: 'Opening hours' },
        ...{ template: 'd-hours', 't:variables': JSON.stringify(data) },
      });
    },
  },
  {
    name: 'postmark',
    api: 'Postmark',
    send({ key, variables }, data) {
      const client = new postmark.ServerClient(key, {
        requestHost: variables['POSTMARK_REQUEST_HOST'] ?? '',
        useHttps: false,
      });
      return client.sendEmailWithTemplate({
        ...{ From: FROM, To: TO },
        ...{ TemplateAlias: 'hours-mustachio', TemplateModel: { ...data } },
      });
    },
  },
  {
    name: 'resend',
    api: 'Resend',
    async send({ key, baseUrl }, data) {
      const { data: sent, error } = await new Resend(key, { baseUrl }).emails.send({
        ...{ from: FROM, to: TO },
        template: { id: 'd-hours', variables: { ...data } },
      });
      if (error !== null) throw new Error(JSON.stringify(error));
      return sent;
    },
  },
  {
    name: '@aws-sdk/client-sesv2',
    api: 'Amazon SES',
    send({ baseUrl, variables }, data) {
      const client = new SESv2Client({
        ...{ endpoint: baseUrl, region: 'us-east-1' },
        credentials: {
          accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
          secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
        },
      });
      return client.send(
        new SendEmailCommand({
          FromEmailAddress: FROM,
          Destination: { ToAddresses: [TO] },
          Content: { Template: { TemplateName: 'd-hours', TemplateData: JSON.stringify(data) } },
        }),
      );
    },
  },
  {
    name: '@mailchimp/mailchimp_transactional',
    api: 'Mailchimp Transactional',
    async send({ key, baseUrl }, data) {
      const client = mailchimp(key) as unknown as {
        basePath: string;
        readonly messages: { sendTemplate(body: object): Promise<unknown> };
      };
      client.basePath = baseUrl;
      const answer = await client.messages.sendTemplate({
        template_name: 'hours-tags',
        template_content: [],
        message: {
          from_email: FROM,
          to: [{ email: TO }],
          global_merge_vars: Object.entries({ ...data }).map(
            ([name, content]: [string, string]) => ({ name, content }),
          ),
        },
      });
      const [first] = answer as readonly { readonly status: string }[];
      if (first?.status !== 'queued' && first?.status !== 'sent')
        throw new Error(JSON.stringify(answer));
      return answer;
    },
  },
];
