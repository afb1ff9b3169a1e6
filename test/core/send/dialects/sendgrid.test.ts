import { describe, expect, it } from 'vitest';
import { sendgridDialect } from '../../../../lambdas/core/send/dialects/sendgrid.ts';
import type { EmailMessage } from '../../../../lambdas/core/send/outbound-message.ts';
import type { SendOutcome } from '../../../../lambdas/core/send/outcome.ts';
import { CANARY, expectNoEcho } from '../malformed.ts';
import { dialectRequest, emailsIn, REFUSAL } from '../messages.ts';
import { processorTime } from '../../../support/processor-time.ts';

const MINIMAL = {
  personalizations: [{ to: [{ email: 'reader@mail.example' }] }],
  from: { email: 'news@clinic.example' },
  subject: 'Opening hours',
  content: [{ type: 'text/plain', value: 'We are open on Monday.' }],
};
const FULL = {
  personalizations: [
    {
      to: [{ email: 'reader@mail.example', name: 'A Reader' }],
      cc: [{ email: 'copy@mail.example' }],
      bcc: [{ email: 'blind@mail.example' }],
      subject: 'Opening hours for %name%',
      headers: { 'X-Own': 'own' },
      substitutions: { '%name%': 'readers' },
      custom_args: { wave: '1' },
    },
  ],
  from: { email: 'news@clinic.example', name: 'Clinic News' },
  reply_to: { email: 'desk@clinic.example', name: 'Desk' },
  subject: 'Opening hours',
  content: [
    { type: 'text/plain', value: 'Dear %name%, we are open.' },
    { type: 'text/html; charset=utf-8', value: '<p>Dear %name%</p>' },
  ],
  attachments: [
    { content: 'TW9uZGF5', type: 'text/plain', filename: 'hours.txt', content_id: 'c1' },
    { content: 'AA==', filename: 'x.bin', disposition: 'inline' },
  ],
  headers: { 'X-Shared': 'shared', 'X-Own': 'overridden' },
  categories: ['hours', 'autumn'],
  custom_args: { campaign: 'autumn' },
  mail_settings: { sandbox_mode: { enable: false } },
  asm: { group_id: 5 },
};

function parse(body: unknown): readonly EmailMessage[] {
  const parsed = sendgridDialect.parse(dialectRequest(body));
  if (parsed.kind !== 'messages') throw new Error(JSON.stringify(parsed));
  return emailsIn(parsed.messages);
}

function problems(body: unknown): readonly { field: string; message: string }[] {
  const parsed = sendgridDialect.parse(dialectRequest(body));
  if (parsed.kind !== 'malformed') throw new Error('the request was read');
  return parsed.problems;
}

const person = (change: object) => ({ ...MINIMAL.personalizations[0], ...change });

describe('a request to POST /v3/mail/send', () => {
  it('leaves at the time of its personalization, or else of the request', () => {
    const [own, shared] = parse({
      ...{ ...MINIMAL, send_at: 1_799_159_400 },
      personalizations: [person({ send_at: 1_799_163_000 }), person({})],
    });
    expect(own).toMatchObject({ sendAt: '2027-01-05T15:30:00.000Z', metadata: {} });
    expect(shared).toMatchObject({ sendAt: '2027-01-05T14:30:00.000Z', metadata: {} });
  });

  it('in its smallest form is one message', () => {
    expect(parse(MINIMAL)).toEqual([
      {
        channel: 'email',
        from: { address: 'news@clinic.example' },
        replyTo: [],
        to: [{ address: 'reader@mail.example' }],
        cc: [],
        bcc: [],
        subject: 'Opening hours',
        text: 'We are open on Monday.',
        headers: {},
        attachments: [],
        metadata: {},
      },
    ]);
  });

  it('keeps everything that is sent, fills in substitutions, and scans the rest as metadata', () => {
    expect(parse(FULL)).toEqual([
      {
        channel: 'email',
        from: { address: 'news@clinic.example', name: 'Clinic News' },
        replyTo: [{ address: 'desk@clinic.example', name: 'Desk' }],
        to: [{ address: 'reader@mail.example', name: 'A Reader' }],
        cc: [{ address: 'copy@mail.example' }],
        bcc: [{ address: 'blind@mail.example' }],
        subject: 'Opening hours for readers',
        text: 'Dear readers, we are open.',
        html: '<p>Dear readers</p>',
        headers: { 'X-Shared': 'shared', 'X-Own': 'own' },
        attachments: [
          {
            filename: 'hours.txt',
            contentType: 'text/plain',
            content: Buffer.from('Monday'),
            contentId: 'c1',
          },
          {
            filename: 'x.bin',
            contentType: 'application/octet-stream',
            content: Buffer.from([0]),
          },
        ],
        metadata: {
          'categories.0': 'hours',
          'categories.1': 'autumn',
          'custom_args.campaign': 'autumn',
          'mail_settings.sandbox_mode.enable': 'false',
          'asm.group_id': '5',
          'personalization.substitutions.%name%': 'readers',
          'personalization.custom_args.wave': '1',
        },
      },
    ]);
  });

  it('is one message for each personalization, which share the attachments', () => {
    const personalizations = ['one', 'two', 'three'].map((name) => ({
      to: [{ email: `${name}@mail.example` }],
      subject: name,
      substitutions: { '%name%': name },
    }));
    const messages = parse({ ...FULL, personalizations });
    expect(messages.map(({ to }) => to[0]?.address)).toEqual([
      'one@mail.example',
      'two@mail.example',
      'three@mail.example',
    ]);
    expect(messages.map(({ subject }) => subject)).toEqual(['one', 'two', 'three']);
    expect(messages.map(({ text }) => text)).toContain('Dear two, we are open.');
    expect(messages[2]?.attachments[0]?.content).toBe(messages[0]?.attachments[0]?.content);
  });

  it('has no display name where it is empty, as its client writes it', () => {
    const [message] = parse({ ...MINIMAL, from: { email: 'news@clinic.example', name: '' } });
    expect(message?.from).toStrictEqual({ address: 'news@clinic.example' });
  });

  it('takes reply_to_list where there is no reply_to', () => {
    const replies = [{ email: 'a@clinic.example' }, { email: 'b@clinic.example' }];
    expect(parse({ ...MINIMAL, reply_to_list: replies })[0]?.replyTo).toEqual([
      { address: 'a@clinic.example' },
      { address: 'b@clinic.example' },
    ]);
  });

  it.each<[string, object, string]>([
    ['no personalizations', { personalizations: [] }, '/personalizations'],
    ['nobody to send to', { personalizations: [{ to: [] }] }, '/personalizations/0/to'],
    ['no sender', { from: undefined }, '/from'],
    ['no content', { content: [] }, '/content'],
    ['empty content', { content: [{ type: 'text/plain', value: '' }] }, '/content/0/value'],
    ['calendar content', { content: [{ type: 'text/calendar', value: 'x' }] }, '/content/0/type'],
    [
      'two contents of one type',
      {
        content: [
          { type: 'text/plain', value: 'x' },
          { type: 'Text/Plain; charset=utf-8', value: 'y' },
        ],
      },
      '/content/1/type',
    ],
    ['broken base64', { attachments: [{ content: '*', filename: 'a' }] }, '/attachments/0/content'],
    ['an unnamed file', { attachments: [{ content: 'AA==' }] }, '/attachments/0/filename'],
    ['a file type that is none', file({ type: 'pdf' }), '/attachments/0/type'],
    ['a reserved header', { headers: { Bcc: 'x@evil.example' } }, '/headers'],
    ['a header that is no text', { headers: { Jane: 5 } }, '/headers/*'],
    [
      'a personal header that is no text',
      { personalizations: [person({ headers: { Jane: 5 } })] },
      '/personalizations/0/headers/*',
    ],
    [
      'a substitution that is no text',
      { personalizations: [person({ substitutions: { Jane: 5 } })] },
      '/personalizations/0/substitutions/*',
    ],
    [
      'an empty substitution tag',
      { personalizations: [person({ substitutions: { '': 'x' } })] },
      '/personalizations/0/substitutions/*',
    ],
    ['a time to send at in milliseconds', { send_at: 1_764_349_200_000 }, '/send_at'],
    [
      'a time to send one at',
      { personalizations: [person({ send_at: '2027-01-01' })] },
      '/personalizations/0/send_at',
    ],
    [
      'the sandbox on',
      { mail_settings: { sandbox_mode: { enable: true } } },
      '/mail_settings/sandbox_mode/enable',
    ],
  ])('with %s is malformed, and says where', (_what, change, field) => {
    const found = problems({ ...MINIMAL, ...change });
    expect(found.map((problem) => problem.field)).toContain(field);
  });

  it.each([
    [{ content: undefined }, '/content', 'or template_id is required'],
    [
      { content: undefined, template_id: 'legacy' },
      '/template_id',
      'is not that of a dynamic template (d-...): no other is available',
    ],
  ])('with neither content nor a dynamic template says so', (change, field, message) => {
    expect(problems({ ...MINIMAL, ...change })).toEqual([{ field, message }]);
  });

  it('names no more than a thousand recipients in all', () => {
    const to = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ email: `r${String(n)}@mail.example` }));
    const many = (count: number) => [
      { to: to(500), bcc: to(100) },
      { to: to(300), cc: to(count) },
    ];
    expect(parse({ ...MINIMAL, personalizations: many(100) })).toHaveLength(2);
    expect(problems({ ...MINIMAL, personalizations: many(101) })).toEqual([
      { field: '/personalizations', message: 'name more than 1000 recipients' },
    ]);
  });

  it('cannot break the subject by what is substituted into it', () => {
    const broken = (value: string) =>
      problems({
        ...MINIMAL,
        subject: 'Hi %x%',
        personalizations: [
          MINIMAL.personalizations[0],
          person({ substitutions: { '%x%': value } }),
        ],
      });
    for (const value of ['a\r\nBcc: b@evil.example', '\n', 'x'.repeat(1000)]) {
      expect(broken(value)).toEqual([
        {
          field: '/personalizations/1/substitutions',
          message: 'must leave the subject one line of at most 998 characters',
        },
      ]);
    }
    expect(broken('J\0ane')[0]?.field).toBe('/personalizations/1/substitutions/*');
  });

  it.each<[string, object]>([
    [
      'a value that doubles with each tag',
      substituting(
        'a',
        Object.fromEntries(
          Array.from({ length: 60 }, (_, n) => [letter(n), `${letter(n + 1)}${letter(n + 1)}`]),
        ),
      ),
    ],
    [
      'a long value for every character',
      substituting('a'.repeat(100_000), { a: 'b'.repeat(10_000) }),
    ],
    [
      'a hundred thousand tags in a long text',
      substituting(
        'z'.repeat(1_000_000),
        Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`t${String(n)}`, ''])),
      ),
    ],
    [
      'a long text for each of a thousand people',
      {
        content: [{ type: 'text/plain', value: 'z'.repeat(1_000_000) }],
        personalizations: Array(1000).fill(person({})),
      },
    ],
    [
      'letters to a thousand people that all differ',
      {
        content: [{ type: 'text/plain', value: 'z'.repeat(31_000) }],
        personalizations: Array.from({ length: 1000 }, (_, n) => ({
          ...person({}),
          custom_args: { n: String(n) },
        })),
      },
    ],
    [
      'a large file for each of a thousand people',
      {
        attachments: [{ content: 'A'.repeat(1_000_000), filename: 'a' }],
        personalizations: Array(1000).fill(person({})),
      },
    ],
  ])('cannot blow up by %s', (_what, change) => {
    const elapsed = processorTime();
    const found = problems({ ...MINIMAL, ...change });
    expect(found.map(({ field }) => field)).toEqual(['/personalizations']);
    expect(found[0]?.message).toMatch(/^make too much text: /);
    expect(elapsed()).toBeLessThan(10_000);
  });

  it('for a thousand people with a letter of ordinary size is read', () => {
    const personalizations = Array.from({ length: 1000 }, (_, n) =>
      person({ substitutions: { '%name%': String(n), '%city%': 'Springfield' } }),
    );
    const letter = (length: number) => [
      { type: 'text/html', value: `<p>Dear %name%</p>${'x'.repeat(length)}` },
    ];
    const content = letter(7000);
    expect(parse({ ...MINIMAL, content, personalizations })).toHaveLength(1000);
    const same = Array.from({ length: 1000 }, () => person({}));
    expect(parse({ ...MINIMAL, content: letter(25_000), personalizations: same })).toHaveLength(
      1000,
    );
  });

  it.each(['__proto__', 'constructor'])('changes no prototype by a member called %s', (name) => {
    const poison = `"${name}":{"polluted":"yes","subject":"poisoned"}`;
    const source = JSON.stringify({ ...MINIMAL, subject: undefined });
    const messages = parse(source.replace('{', `{${poison},`));
    expect(messages[0]?.subject).toBe('');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const inside = source.replace(
      '"to"',
      `"substitutions":{"${name}":"x"},"headers":{"${name}":"x"},"to"`,
    );
    expect(sendgridDialect.parse(dialectRequest(inside)).kind).toBe('messages');
  });

  it('is never repeated in the answer when it is malformed', () => {
    expectNoEcho(sendgridDialect, FULL);
  });
});

describe('its JSON', () => {
  it('may be nested 64 levels deep, and no deeper', () => {
    // The request itself is the first level.
    const nested = (depth: number) =>
      `{"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)},${JSON.stringify(MINIMAL).slice(1)}`;
    expect(parse(nested(64))).toHaveLength(1);
    expect(problems(nested(65))).toEqual([{ field: '', message: 'is nested too deeply' }]);
  });
});

describe('the answer', () => {
  const answer = (outcome: SendOutcome) => {
    const { status, headers, body } = sendgridDialect.render(outcome, []);
    return { status, headers, errors: body === '' ? '' : (JSON.parse(body) as unknown) };
  };

  it.each(['accepted', 'held'] as const)('to what was %s is 202, empty, with the id', (kind) => {
    expect(answer({ kind, messageId: 'msg_1', decisions: [REFUSAL] })).toEqual({
      status: 202,
      headers: { 'x-message-id': 'msg_1' },
      errors: '',
    });
  });

  it('to what was refused holds reason and remedy in the place where clients show them', () => {
    const { status, errors } = answer({
      kind: 'refused',
      messageId: 'msg_1',
      decisions: [REFUSAL],
    });
    expect(status).toBe(422);
    expect(errors).toEqual({
      errors: [
        {
          message: expect.stringMatching(
            /^A marketing .* 45 CFR 164\.508.* Send it with a clinical sender key\.$/,
          ) as unknown,
          field: 'content',
          help: 'urn:cordon:decision:msg_1~r1',
        },
      ],
    });
  });

  it('to what is malformed names each field by dotted path', () => {
    const { status, errors } = answer({
      kind: 'malformed',
      problems: [
        { field: '/personalizations/0/to', message: 'must have at least 1 entries' },
        { field: '', message: 'is not JSON in UTF-8' },
      ],
    });
    expect(status).toBe(400);
    expect(errors).toEqual({
      errors: [
        {
          message: 'personalizations.0.to must have at least 1 entries',
          field: 'personalizations.0.to',
          help: null,
        },
        { message: 'body is not JSON in UTF-8', field: 'body', help: null },
      ],
    });
  });

  it('to a failure says whether anything may have been sent', () => {
    const detail = (outcome: SendOutcome) => sendgridDialect.render(outcome, []).body;
    expect(detail({ kind: 'unavailable' })).toContain('Nothing was sent.');
    expect(detail({ kind: 'unavailable', partly: true })).toContain('may have been queued');
    expect(detail({ kind: 'unavailable', partly: true })).not.toContain('Nothing was sent');
  });

  it.each<[SendOutcome, number]>([
    [{ kind: 'unauthenticated' }, 401],
    [{ kind: 'too_large', limitBytes: 5 }, 413],
    [
      { kind: 'rate_limited', retryAfterSeconds: 7, retryAt: new Date('2026-11-26T10:00:00.200Z') },
      429,
    ],
    [{ kind: 'conflict', reason: 'other_request' }, 409],
    [{ kind: 'conflict', reason: 'in_progress' }, 409],
    [{ kind: 'unavailable' }, 503],
  ])('to %j lists one error, with status %i', (outcome, status) => {
    const given = answer(outcome);
    expect(given.status).toBe(status);
    expect(given.errors).toEqual({
      errors: [{ message: expect.any(String) as unknown, field: null, help: null }],
    });
  });

  it('says nothing of what was sent', () => {
    const { body } = sendgridDialect.render(
      {
        kind: 'malformed',
        problems: problems({ ...FULL, [CANARY]: CANARY, subject: [CANARY] }),
      },
      [],
    );
    expect(body).not.toContain(CANARY);
  });
});

function file(change: object): object {
  return { attachments: [{ content: 'AA==', filename: 'a', ...change }] };
}

function substituting(value: string, substitutions: object): object {
  return {
    content: [{ type: 'text/plain', value }],
    personalizations: [person({ substitutions })],
  };
}

function letter(index: number): string {
  return String.fromCharCode(97 + index);
}

describe('the answer to personalizations that are decided alone', () => {
  const taken = { kind: 'accepted', messageId: 'msg_2', decisions: [REFUSAL] } as const;
  const refused = { kind: 'refused', messageId: 'msg_1', decisions: [REFUSAL] } as const;
  const answer = (...outcomes: (typeof taken | typeof refused)[]) => {
    const { status, headers, body } = sendgridDialect.renderEach?.(outcomes, []) ?? {
      ...{ status: 0, headers: {}, body: '' },
    };
    const errors = body === '' ? [] : (JSON.parse(body) as { errors: { field: string }[] }).errors;
    return [status, headers['x-message-id'], errors.map(({ field }) => field)];
  };

  it.each([
    ['all are taken', [taken, taken], [202, 'msg_2', []]],
    ['some are refused', [refused, taken, refused], [202, 'msg_2', [0, 2]]],
    ['all are refused', [refused, refused], [422, undefined, [0, 1]]],
  ] as const)('where %s', (_what, outcomes, [status, id, which]) => {
    const fields = which.map((index) => `personalizations.${String(index)}`);
    expect(answer(...outcomes)).toEqual([status, id, fields]);
  });
});
