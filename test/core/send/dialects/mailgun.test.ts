import fc from '../../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { mailgunDialect } from '../../../../lambdas/core/send/dialects/mailgun.ts';
import type { EmailMessage } from '../../../../lambdas/core/send/outbound-message.ts';
import type {
  MessageOutcome,
  Problem,
  SendOutcome,
} from '../../../../lambdas/core/send/outcome.ts';
import { CANARY } from '../malformed.ts';
import { dialectRequest, emailsIn, PLAIN } from '../messages.ts';
import { ACCEPTED, HELD_BACK, REFUSED } from './reading.ts';

type Field = readonly [name: string, value: string | File];
const FIELDS: readonly Field[] = [
  ['from', 'Clinic News <news@clinic.example>'],
  ['to', 'reader@mail.example'],
  ['subject', 'Opening hours'],
  ['text', 'We are open on Monday.'],
];

/** As its client writes it: the platform's own form data. */
async function parse(fields: readonly Field[]) {
  const form = new FormData();
  for (const [name, value] of fields) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, value.name);
  }
  const request = new Request('http://loopback.example/', { method: 'POST', body: form });
  return mailgunDialect.parse({
    ...{ method: 'POST', path: '/' },
    headers: Object.fromEntries(request.headers),
    body: new Uint8Array(await request.arrayBuffer()),
  });
}

async function read(fields: readonly Field[]): Promise<readonly EmailMessage[]> {
  const parsed = await parse(fields);
  if (parsed.kind !== 'messages') throw new Error(JSON.stringify(parsed));
  return emailsIn(parsed.messages);
}

async function problems(fields: readonly Field[]): Promise<readonly Problem[]> {
  const parsed = await parse(fields);
  if (parsed.kind !== 'malformed') throw new Error('the request was read');
  return parsed.problems;
}

const variables = 'recipient-variables';
const named = 'form-data; name="text"';
const twice = 'form-data; name="text"; name="html"';
function part(disposition: string, text = 'x'): string {
  return `--x\r\nContent-Disposition: ${disposition}\r\n\r\n${text}\r\n--x--\r\n`;
}
const others = (...names: readonly string[]) => FIELDS.filter(([name]) => !names.includes(name));

describe("a request to Mailgun's POST /v3/{domain}/messages", () => {
  it('in its smallest form is one message, multipart or not', async () => {
    expect(await read(FIELDS)).toEqual([PLAIN]);
    const body = new URLSearchParams(FIELDS as [string, string][]).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(mailgunDialect.parse(dialectRequest(body, headers))).toEqual({
      kind: 'messages',
      messages: [PLAIN],
    });
  });

  it('leaves at the time that it has', async () => {
    const at = 'Tue, 05 Jan 2027 09:30:00 -0500';
    const [message] = await read([...FIELDS, ['o:deliverytime', at]]);
    expect(message).toEqual({ ...PLAIN, sendAt: '2027-01-05T14:30:00.000Z' });
  });

  it('keeps everything that is sent, and scans the rest as metadata', async () => {
    const messages = await read([
      ...others('to'),
      ['to', 'A Reader <reader@mail.example>'],
      ['to', 'second@mail.example'],
      ['cc', 'copy@mail.example'],
      ['bcc', 'blind@mail.example'],
      ['html', '<p>We are open</p>'],
      ['h:Reply-To', 'Desk <desk@clinic.example>'],
      ['h:X-Campaign', 'autumn'],
      ['v:patient', 'own variable'],
      ['o:tag', 'hours'],
      ['o:tag', 'autumn'],
      ['attachment', new File(['Monday'], 'höurs.txt', { type: 'text/plain' })],
      ['inline', new File(['x'], 'logo.png', { type: 'image/png' })],
    ]);
    expect(messages).toEqual([
      {
        ...PLAIN,
        to: [
          { address: 'reader@mail.example', name: 'A Reader' },
          { address: 'second@mail.example' },
        ],
        cc: [{ address: 'copy@mail.example' }],
        bcc: [{ address: 'blind@mail.example' }],
        html: '<p>We are open</p>',
        replyTo: [{ address: 'desk@clinic.example', name: 'Desk' }],
        headers: { 'X-Campaign': 'autumn' },
        attachments: [
          { filename: 'höurs.txt', contentType: 'text/plain', content: Buffer.from('Monday') },
          {
            ...{ filename: 'logo.png', contentType: 'image/png', contentId: 'logo.png' },
            content: Buffer.from('x'),
          },
        ],
        metadata: {
          'h:Reply-To': 'Desk <desk@clinic.example>',
          'h:X-Campaign': 'autumn',
          'v:patient': 'own variable',
          'o:tag.0': 'hours',
          'o:tag.1': 'autumn',
        },
      },
    ]);
  });

  it('with recipient variables is a message for each, copies going with the first', async () => {
    const variables = {
      'Reader@mail.example': { name: 'reader', id: 5 },
      'second@mail.example': { name: 'second' },
    };
    const messages = await read([
      ...others('to', 'text', 'subject'),
      ['to', 'reader@mail.example, second@mail.example'],
      ['cc', 'copy@mail.example'],
      ['subject', 'For %recipient.name%'],
      ['text', 'Dear %recipient.name%, %recipient.id% %recipient.constructor%'],
      ['h:X-For', '%recipient.name%'],
      ['recipient-variables', JSON.stringify(variables)],
    ]);
    expect(
      messages.map(({ to, cc, subject, text, headers }) => [to, cc, subject, text, headers]),
    ).toEqual([
      [
        [{ address: 'reader@mail.example' }],
        [{ address: 'copy@mail.example' }],
        'For reader',
        'Dear reader, 5 %recipient.constructor%',
        { 'X-For': 'reader' },
      ],
      [
        [{ address: 'second@mail.example' }],
        [],
        'For second',
        'Dear second, %recipient.id% %recipient.constructor%',
        { 'X-For': 'second' },
      ],
    ]);
    expect(JSON.stringify(messages[0]?.metadata)).toContain('reader');
    expect(JSON.stringify(messages[0]?.metadata)).not.toContain('second');
  });

  it.each<[string, readonly Field[], string]>([
    ['no recipient', others('to'), '/to'],
    ['two subjects', [...FIELDS, ['subject', 'x']], '/subject'],
    ['no body', others('text'), '/text'],
    ['a stored template', [...FIELDS, ['template', 'welcome']], '/template'],
    ['a time to send it at', [...FIELDS, ['o:deliverytime', 'x']], '/o:deliverytime'],
    ['test mode', [...FIELDS, ['o:testmode', 'yes']], '/o:testmode'],
    ['a reserved header', [...FIELDS, ['h:Bcc', 'x@evil.example']], 'h:*'],
    ['a header twice', [...FIELDS, ['h:X-A', '1'], ['h:x-a', '2']], 'h:*'],
    ['a header of two lines', [...FIELDS, ['h:X-A', '1\r\nBcc: x@evil.example']], 'h:*'],
    ['a file in another field', [...FIELDS, ['file', new File(['x'], 'a.txt')]], 'attachment'],
    ['variables that are none', [...FIELDS, ['recipient-variables', '{"a":1}']], variables],
    ['variables that are not JSON', [...FIELDS, ['recipient-variables', '{']], variables],
    [
      'a variable that breaks the subject',
      [
        ...others('subject'),
        ['subject', '%recipient.a%'],
        ['recipient-variables', '{"reader@mail.example":{"a":"x\\r\\nBcc: y@evil.example"}}'],
      ],
      variables,
    ],
  ])('with %s is malformed, and says where', async (_what, fields, field) => {
    expect((await problems(fields)).map((one) => one.field)).toEqual([field]);
  });

  it.each([
    ['JSON', 'application/json', '{}'],
    ['no type', '', 'from=x'],
    ['no boundary', 'multipart/form-data', '--x\r\n'],
    ['no end', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data'],
    ['a part without a name', 'multipart/form-data; boundary=x', part('form-data')],
    ['a part that has two names', 'multipart/form-data; boundary=x', part(twice)],
    ['text that is not UTF-8', 'multipart/form-data; boundary=x', part(named, '\xff')],
  ])('that is %s is malformed', (_what, type, body) => {
    const bytes = Buffer.from(body, 'latin1');
    const headers = { 'content-type': type };
    const parsed = mailgunDialect.parse({ method: 'POST', path: '/', headers, body: bytes });
    expect(parsed).toMatchObject({ kind: 'malformed', problems: [{ field: '' }] });
  });

  it('cannot blow up', async () => {
    const addresses = Array.from({ length: 1000 }, (_, n) => `r${String(n)}@mail.example`);
    const own = { a: 'x'.repeat(3000) };
    const given = JSON.stringify(Object.fromEntries(addresses.map((address) => [address, own])));
    const found = await problems([
      ...others('to', 'text'),
      ['to', addresses.join(', ')],
      ['text', '%recipient.a%'.repeat(100)],
      ['recipient-variables', given],
    ]);
    expect(found[0]?.message).toContain('split the request');
  });

  it('is never repeated in the answer when it is malformed', async () => {
    const names = [...FIELDS.map(([name]) => name), 'h:X-A', 'o:tag', 'recipient-variables'];
    const field = fc.tuple(
      fc.constantFrom(...names, CANARY, `h:${CANARY}`),
      fc.constantFrom(CANARY, `${CANARY}\r\nBcc: x@evil.example`, `{"${CANARY}":1}`, ''),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(field, { minLength: 1, maxLength: 8 }), async (fields) => {
        const parsed = await parse(fields);
        if (parsed.kind !== 'malformed') return;
        const said = JSON.stringify([parsed, mailgunDialect.render(parsed, [])]);
        expect(said).not.toContain(CANARY);
      }),
    );
  });

  it('carries its key as the password of the user api', () => {
    const credential = (pair: string) => {
      const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
      return mailgunDialect.credential(dialectRequest('', { authorization }));
    };
    expect(credential('api:mk_a.b')).toBe('mk_a.b');
    expect(credential('root:mk_a.b')).toBeUndefined();
    expect(credential('api')).toBeUndefined();
    expect(mailgunDialect.credential(dialectRequest(''))).toBeUndefined();
  });
});

describe('the answer', () => {
  it.each<[SendOutcome, number, string]>([
    [ACCEPTED, 200, 'Queued. Thank you.'],
    [HELD_BACK, 200, 'Held for review'],
    [REFUSED, 422, 'Send it with a clinical sender key.'],
    [{ kind: 'unauthenticated' }, 401, 'Invalid private key'],
    [{ kind: 'forbidden', problems: [{ field: '/purpose', message: 'no' }] }, 403, 'purpose no'],
    [{ kind: 'malformed', problems: [{ field: '/to', message: 'no' }] }, 400, 'to no'],
    [{ kind: 'too_large', limitBytes: 5 }, 413, '5 bytes'],
    [
      { kind: 'rate_limited', retryAfterSeconds: 7, retryAt: new Date('2026-11-26T10:00:00.200Z') },
      429,
      'in 7 s',
    ],
    [{ kind: 'conflict', reason: 'other_request' }, 409, 'another request'],
    [{ kind: 'conflict', reason: 'in_progress' }, 409, 'worked on'],
    [{ kind: 'unavailable' }, 503, 'Nothing was sent'],
  ])('to %j has status %i', (outcome, status, says) => {
    const answer = mailgunDialect.render(outcome, []);
    const body = JSON.parse(answer.body) as { readonly message: string; readonly id?: string };
    expect([answer.status, body.message]).toEqual([status, expect.stringContaining(says)]);
    expect(body.id).toBe(status === 200 ? '<msg_1>' : undefined);
  });
});

describe('the answer to several that are decided alone', () => {
  const answer = (...outcomes: readonly MessageOutcome[]) => {
    const { status, body } = mailgunDialect.renderEach?.(outcomes, []) ?? { status: 0, body: '{}' };
    return { status, ...(JSON.parse(body) as object) };
  };

  it('is as to one where none is refused', () => {
    expect(answer(ACCEPTED, ACCEPTED)).toEqual({
      ...{ status: 200, id: '<msg_1>', message: 'Queued. Thank you.' },
    });
    expect(answer(ACCEPTED, HELD_BACK)).toMatchObject({
      message: expect.stringContaining('Held for review') as unknown,
    });
  });

  it('says how many were refused, which and why', () => {
    expect(answer(ACCEPTED, REFUSED, REFUSED)).toMatchObject({
      status: 200,
      id: '<msg_1>',
      message: expect.stringMatching(
        /^Queued\. Thank you\. Refused: 2 of 3\. A marketing /,
      ) as unknown,
      refused: [
        { recipient: 2, reason: expect.stringContaining('45 CFR') as unknown },
        { recipient: 3 },
      ],
    });
  });

  it('refuses where nobody gets it', () => {
    expect(answer(REFUSED, REFUSED)).toMatchObject({
      status: 422,
      message: expect.stringContaining('clinical sender key') as unknown,
    });
  });
});
