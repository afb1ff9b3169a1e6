import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePayload } from '../../lambdas/core/parse/parse.ts';
import { type Company, DESTINATIONS, startCompany } from './support/company.ts';
import { readDecisions } from './support/decisions.ts';
import { postSigned, type Sent } from './support/operator.ts';
import type { Arrival } from './support/receiver.ts';
import { SAMPLES } from './support/samples.ts';
import { showsValue } from './support/value-forms.ts';
import { signerFor } from './support/vendor-signers.ts';

/** Mail as vendors hand it on in webhooks: events in JSON in JSON, forms, forms with files, whole messages in a field. */

const PATIENT = {
  name: 'Philippa Ravensworth',
  email: 'p.ravensworth@example.org',
  phone: '(970) 555-0161',
  record: '4471902',
};
const IDENTIFIERS = Object.values(PATIENT);
const STORY =
  `I am ${PATIENT.name}, my MRN is ${PATIENT.record}. My asthma is worse, ` +
  `please call ${PATIENT.phone}.`;
const NEWS = 'The printers on the second floor are back. Please collect the toner downstairs.';
const BOUNDARY = 'a-boundary-of-nobody';

/** A whole message (RFC 5322) whose text is in base64, with a table attached. */
function mime(text: string, rows: string): string {
  return [
    'From: Front desk <desk@alpenglow.example>',
    'To: inbox@in.alpenglow.example',
    'Subject: A note',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="inner"',
    '',
    '--inner',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(text).toString('base64'),
    '--inner',
    'Content-Type: text/csv; name="list.csv"',
    'Content-Disposition: attachment; filename="list.csv"',
    '',
    rows,
    '--inner--',
    '',
  ].join('\r\n');
}

function multipart(fields: Readonly<Record<string, string>>): string {
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${BOUNDARY}--\r\n`;
}

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;
const SENDER = { from: 'desk@alpenglow.example', recipient: 'inbox@in.alpenglow.example' };
const rowsOf = (row: string): string => `mrn,name,email\r\n${row}\r\n`;

interface Case {
  readonly id: string;
  readonly vendor: string;
  readonly format: string;
  readonly contentType: string;
  readonly phi: string;
  readonly clean: string;
}

const CASES: readonly Case[] = [
  {
    id: 'mailgun-route',
    ...{ vendor: 'mailgun', format: 'form', contentType: FORM },
    phi: new URLSearchParams({ ...SENDER, 'body-plain': `${STORY} ${PATIENT.email}` }).toString(),
    clean: new URLSearchParams({ ...SENDER, 'body-plain': NEWS }).toString(),
  },
  {
    id: 'sendgrid-raw-mail',
    ...{ vendor: 'sendgrid-inbound', format: 'form-data', contentType: MULTIPART },
    phi: multipart({
      ...{ to: SENDER.recipient, from: SENDER.from },
      email: mime(STORY, rowsOf(`${PATIENT.record},${PATIENT.name},${PATIENT.email}`)),
    }),
    clean: multipart({
      ...{ to: SENDER.recipient, from: SENDER.from },
      email: mime(NEWS, 'item,count\r\ntoner,4\r\n'),
    }),
  },
];

let company: Company;
const passages = new Map<string, { sent: Sent; copies: Arrival[]; whole: Arrival[] }>();
const dispositions = new Map<string, string | undefined>();

beforeAll(async () => {
  company = await startCompany();
  const { gateway, operator, sns, receivers } = company;
  const sent = new Map<string, Sent>();
  for (const { id, vendor, contentType, ...bodies } of CASES) {
    for (const kind of ['phi', 'clean'] as const) {
      const source = `${id}-${kind}`;
      const signer = signerFor(vendor, sns.key);
      await operator.addSource(source, signer, { destinationIds: DESTINATIONS });
      const url = `${gateway.url}/webhooks/${source}`;
      const request = { url, contentType, body: bodies[kind], at: Date.now() };
      sent.set(source, await postSigned(signer, request));
    }
  }
  await company.drain();
  const decisions = await readDecisions(gateway.url, gateway.credentials.auditKey);
  for (const [source, each] of sent) {
    const own = decisions.find(({ origin, lane }) => origin.id === source && lane === 'marketing');
    const id = own?.messageId ?? '';
    dispositions.set(source, own?.disposition);
    const copies = [...receivers.marketing.accepted(id)];
    passages.set(source, { sent: each, copies, whole: [...receivers.clinical.accepted(id)] });
  }
}, 180_000);

afterAll(() => company.close());

describe('mail in webhooks', () => {
  it.each([
    ['ses-bounce-phi', 'json'],
    ['twilio-mms-es-phi', 'form'],
    ['sendgrid-inbound-csv-attachment-phi', 'form-data'],
    ['jotform-intake-phi', 'form-data'],
  ])('%s is read as %s', (name, format) => {
    const sample = SAMPLES.find((each) => each.name === name);
    const parsed = parsePayload(Buffer.from(sample?.body ?? ''), sample?.contentType ?? '');
    expect(parsed.kind === 'parsed' && parsed.payload.format).toBe(format);
  });

  it.each(CASES)('$id is read as $format', ({ phi, contentType, format }) => {
    const parsed = parsePayload(Buffer.from(phi), contentType);
    expect(parsed.kind === 'parsed' && parsed.payload.format).toBe(format);
  });

  it.each(CASES)('$id reaches the clinical system whole, the other without a patient', ({ id }) => {
    const passage = passages.get(`${id}-phi`);
    const body = Buffer.from(passage?.sent.body ?? '');
    expect(passage?.whole[0]?.body.equals(body)).toBe(true);
    expect(dispositions.get(`${id}-phi`)).toBe('deidentified');
    expect(passage?.copies).toHaveLength(1);
    const text = passage?.copies[0]?.body.toString('utf8') ?? '';
    expect(IDENTIFIERS.filter((value) => showsValue(text, value)).length).toBe(0);
  });

  it.each(CASES)('$id arrives with a type by which it can be read again', ({ id, format }) => {
    for (const [source, { copies, whole }] of passages) {
      if (!source.startsWith(id)) continue;
      for (const { contentType, body } of [...copies, ...whole]) {
        const parsed = parsePayload(body, contentType);
        expect(parsed.kind === 'parsed' && parsed.payload.format).toBe(format);
        const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1];
        if (format === 'form-data') expect(body.includes(`--${boundary ?? 'none'}\r\n`)).toBe(true);
      }
    }
  });

  it.each(CASES)('$id without a patient arrives as it was sent', ({ id }) => {
    const passage = passages.get(`${id}-clean`);
    expect(dispositions.get(`${id}-clean`)).toBe('as_is');
    expect(passage?.copies[0]?.body.equals(Buffer.from(passage.sent.body))).toBe(true);
  });
});
