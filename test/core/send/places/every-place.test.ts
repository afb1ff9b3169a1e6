import { describe, expect, it } from 'vitest';
import type { Template } from '../../../../lambdas/core/registry/template.ts';
import type { Dialect, FilledParse } from '../../../../lambdas/core/send/dialect.ts';
import { DIALECTS } from '../../../../lambdas/core/send/dialects.ts';
import type { OutboundMessage } from '../../../../lambdas/core/send/outbound-message.ts';
import { scanMessage } from '../../../../lambdas/core/send/scan-message.ts';
import { dialectRequest } from '../messages.ts';
import * as full from './full-requests.ts';
import { changes, MARKS, whatLeaves } from './marks.ts';

const stored = { entityId: 'clinic', lanes: ['marketing' as const] };
const TEMPLATES: Readonly<Record<string, Template>> = {
  'd-hours': {
    ...stored,
    id: 'd-hours',
    syntax: 'handlebars',
    subject: 'Hours',
    html: '<p>{{place}}</p>',
    text: 'We are at {{place}}',
  },
  'hours-tags': {
    ...stored,
    id: 'hours-tags',
    syntax: 'merge-tags',
    subject: 'Hours of *|PLACE|*',
    html: '<div mc:edit="main">x</div><p>*|DAY|*</p>',
  },
};

interface Sample {
  readonly what: string;
  readonly dialect: string;
  /** Called with the value that was changed. */
  readonly body: (value: never) => string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly value: unknown;
}

const json = (value: unknown) => JSON.stringify(value);
const urlForm = (value: Readonly<Record<string, string>>) => new URLSearchParams(value).toString();
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const EDGE = { 'content-type': 'multipart/form-data; boundary=outer' };

interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly { field: string; name: string; type: string; text: string }[];
}
/** As the client writes it: files beside the fields. */
function multipart({ fields, files }: Form): string {
  const parts = [
    ...Object.entries(fields).map(([name, text]) => `name="${name}"\r\n\r\n${text}`),
    ...files.map(
      ({ field, name, type, text }) =>
        `name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n${text}`,
    ),
  ];
  const opened = parts.map((part) => `--outer\r\nContent-Disposition: form-data; ${part}\r\n`);
  return `${opened.join('')}--outer--\r\n`;
}
const mimeForm = (mime: readonly string[]) =>
  multipart({
    fields: full.FULL_MAILGUN_MIME,
    files: [{ field: 'message', name: 'm.eml', type: 'message/rfc822', text: mime.join('\r\n') }],
  });
const files = [{ field: 'attachment', name: 'hours.txt', type: 'text/plain', text: 'Monday' }];

const SAMPLES: readonly Sample[] = [
  { what: 'a mail', dialect: 'cordon', body: json, value: full.FULL_CORDON },
  { what: 'a text', dialect: 'cordon', body: json, value: full.FULL_CORDON_TEXT },
  {
    what: 'MIME',
    dialect: 'cordon',
    headers: { 'content-type': 'message/rfc822' },
    body: (mime: readonly string[]) => mime.join('\r\n'),
    value: full.FULL_MIME,
  },
  { what: 'a mail', dialect: 'sendgrid', body: json, value: full.FULL_SENDGRID },
  { what: 'a template', dialect: 'sendgrid', body: json, value: full.FULL_SENDGRID_TEMPLATE },
  { what: 'a mail', dialect: 'sesv2', body: json, value: full.FULL_SES },
  { what: 'a template', dialect: 'sesv2', body: json, value: full.FULL_SES_TEMPLATE },
  { what: 'its own template', dialect: 'sesv2', body: json, value: full.FULL_SES_INLINE_TEMPLATE },
  {
    what: 'MIME',
    dialect: 'sesv2',
    body: (mime: readonly string[]) => json(full.FULL_SES_RAW(mime)),
    value: full.FULL_MIME,
  },
  { what: 'around MIME', dialect: 'sesv2', body: json, value: full.FULL_SES_RAW(full.FULL_MIME) },
  { what: 'many', dialect: 'sesv2-bulk', body: json, value: full.FULL_SES_BULK },
  {
    what: 'a mail',
    dialect: 'mailgun',
    headers: EDGE,
    body: multipart,
    value: { fields: full.FULL_MAILGUN, files },
  },
  {
    what: 'a template',
    dialect: 'mailgun',
    headers: FORM_TYPE,
    body: urlForm,
    value: full.FULL_MAILGUN_TEMPLATE,
  },
  { what: 'MIME', dialect: 'mailgun-mime', headers: EDGE, body: mimeForm, value: full.FULL_MIME },
  { what: 'a mail', dialect: 'mandrill', body: json, value: full.FULL_MANDRILL },
  {
    what: 'a template',
    dialect: 'mandrill-template',
    body: json,
    value: full.FULL_MANDRILL_TEMPLATE,
  },
  {
    what: 'MIME',
    dialect: 'mandrill-raw',
    body: (mime: readonly string[]) => json(full.FULL_MANDRILL_RAW(mime)),
    value: full.FULL_MIME,
  },
  { what: 'a mail', dialect: 'postmark', body: json, value: full.FULL_POSTMARK },
  { what: 'mails', dialect: 'postmark-batch', body: json, value: [full.FULL_POSTMARK] },
  {
    what: 'a template',
    dialect: 'postmark-template',
    body: json,
    value: full.FULL_POSTMARK_TEMPLATE,
  },
  {
    what: 'templates',
    dialect: 'postmark-template-batch',
    body: json,
    value: { Messages: [full.FULL_POSTMARK_TEMPLATE] },
  },
  { what: 'a mail', dialect: 'resend', body: json, value: full.FULL_RESEND },
  { what: 'a template', dialect: 'resend', body: json, value: full.FULL_RESEND_TEMPLATE },
  { what: 'mails', dialect: 'resend-batch', body: json, value: [full.FULL_RESEND] },
  {
    what: 'a text',
    dialect: 'twilio',
    headers: FORM_TYPE,
    body: urlForm,
    value: full.FULL_TWILIO,
  },
];

function dialectNamed(name: string): Dialect {
  const dialect = DIALECTS.find((one) => one.name === name);
  if (dialect === undefined) throw new Error(`there is no dialect ${name}`);
  return dialect;
}

/** The messages of a request; none where it is malformed. */
function messagesOf({ dialect, body, headers }: Sample, value: unknown) {
  const bytes = Buffer.from(body(value as never));
  const incoming = { ...dialectRequest('', headers), body: new Uint8Array(bytes) };
  const parsed = dialectNamed(dialect).parse(incoming);
  const filled: FilledParse =
    parsed.kind === 'templated' ? parsed.fill((name) => TEMPLATES[name]) : parsed;
  return filled.kind === 'messages' ? filled.messages : [];
}

/** Whether a marketing key may not send it: policy refuses PHI, and what nobody could read. */
function isRefused(message: OutboundMessage): boolean {
  const { classification, unreadable } = scanMessage(message).report;
  return classification === 'phi' || unreadable.length > 0;
}

describe.each(SAMPLES)('$what by $dialect', (sample) => {
  it('is read in full, and says nothing about anybody', () => {
    const messages = messagesOf(sample, sample.value);
    expect(messages.length).toBe(1);
    expect(messages.filter(isRefused)).toEqual([]);
  });

  it('does not leave with PHI in any place, however its words are joined', () => {
    const leaving = new Set<string>();
    let places = 0;
    for (const { text, core } of MARKS) {
      for (const { place, value } of changes(sample.value, text)) {
        places += 1;
        for (const message of messagesOf(sample, value)) {
          if (!whatLeaves(message).includes(core)) continue;
          if (!isRefused(message)) leaving.add(`${place}: ${text}`);
        }
      }
    }
    expect([...leaving]).toEqual([]);
    expect(places).toBeGreaterThan(MARKS.length * 5);
  });
});

it('there is a sample for every dialect', () => {
  const sampled = new Set(SAMPLES.map(({ dialect }) => dialect));
  expect(DIALECTS.map(({ name }) => name).filter((name) => !sampled.has(name))).toEqual([]);
});
