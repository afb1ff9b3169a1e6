import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { readMimeMessage } from '../../../../lambdas/core/send/mime/read-mime-message.ts';
import {
  HEADER,
  HTML_PART,
  mail,
  multipart,
  PLAIN_PART,
  problemOf,
  read,
  withBody,
} from './mail.ts';
import fc from '../../../support/properties.ts';
import { PLAIN } from '../messages.ts';

const whole = (...lines: readonly string[]) => mail(...HEADER, ...lines);

describe('a message in MIME', () => {
  it('is the same message that the other APIs say in JSON', () => {
    expect(read(whole('', 'We are open on Monday.'))).toEqual(PLAIN);
  });

  it('may end its lines as programs store them', () => {
    const raw = Buffer.from(whole('', 'One', 'Two').toString().replaceAll('\r\n', '\n'));
    expect(read(raw).text).toBe('One\nTwo');
  });

  it('keeps the fields that a sender may set, and drops those that are written anew', () => {
    const { headers } = read(
      whole(
        ...['X-Campaign: autumn', 'List-Unsubscribe: <https://clinic.example/u>'],
        ...['Date: Thu, 26 Nov 2026 10:00:00 +0000', 'Message-ID: <a@clinic.example>'],
        ...['Received: from a', 'Received: from b', 'DKIM-Signature: v=1', 'In-Reply-To: <b@c>'],
        '',
        'Hello',
      ),
    );
    expect(headers).toEqual({
      'X-Campaign': 'autumn',
      'List-Unsubscribe': '<https://clinic.example/u>',
      'In-Reply-To': '<b@c>',
    });
  });

  it('says what its sender declares of it', () => {
    const message = read(
      whole(
        'Cordon-Purpose: general_business',
        `Cordon-About: prs_${'a1'.repeat(13)}`,
        '',
        'Hello',
      ),
    );
    expect(message).toMatchObject({
      purpose: 'general_business',
      about: { kind: 'person', value: `prs_${'a1'.repeat(13)}` },
    });
    expect(message.headers).toEqual({});
  });

  it.each([
    [
      'encoded words',
      'Subject: =?utf-8?q?=C3=96ffnungszeiten?= =?utf-8?q?_heute?=',
      'Öffnungszeiten heute',
    ],
    ['letters as they are', 'Subject: Öffnungszeiten', 'Öffnungszeiten'],
    ['a fold', 'Subject: Opening\r\n hours', 'Opening hours'],
    ['nothing', 'Subject:', ''],
  ])('has a subject with %s', (_, field, subject) => {
    expect(read(mail(HEADER[0]!, HEADER[1]!, field, '', 'x')).subject).toBe(subject);
  });

  it.each([
    [
      'quoted-printable',
      ['Content-Transfer-Encoding: quoted-printable', '', 'H=C3=A9llo =', 'you'],
      'Héllo you',
    ],
    ['base64', ['Content-Transfer-Encoding: base64', '', 'SMOpbGxvIHlv', 'dQ=='], 'Héllo you'],
    ['eight bits', ['Content-Transfer-Encoding: 8bit', '', 'Héllo you'], 'Héllo you'],
    ['eight bits that nothing announces', ['', 'Héllo you'], 'Héllo you'],
  ])('has a text in %s', (_, lines, text) => {
    expect(read(whole(...lines)).text).toBe(text);
  });

  it('has a text in an old character set', () => {
    const header = mail(...HEADER, 'Content-Type: text/plain; charset=iso-8859-1', '', '');
    expect(read(Buffer.concat([header, Buffer.from([0x48, 0xe9])])).text).toBe('Hé');
  });

  it.each([
    [
      'put together',
      'format=flowed',
      ['One ', 'line', '> quoted ', '> on', '', ' From', '-- ', 'Me'],
      'One line\n> quoted on\n\nFrom\n-- \nMe',
    ],
    ['without the spaces that say so', 'format=flowed; delsp=yes', ['Dona ', 'ldson'], 'Donaldson'],
  ])('has a flowed text %s', (_, parameters, lines, text) => {
    expect(read(withBody(`text/plain; ${parameters}`, '', ...lines)).text).toBe(text);
  });

  it('takes both forms of an alternative, with what belongs to the page and beside it', () => {
    const raw = mail(
      ...HEADER,
      ...multipart(
        'mixed',
        'm',
        multipart('related', 'r', multipart('alternative', 'a', PLAIN_PART, HTML_PART), [
          'Content-Type: image/png; name=logo.png',
          'Content-ID: <logo@x>',
          'Content-Disposition: inline',
          'Content-Transfer-Encoding: base64',
          '',
          'AAEC',
        ]),
        [
          'Content-Type: text/plain; charset=utf-8',
          "Content-Disposition: attachment; filename*0*=utf-8''%C3%96ff; filename*1=nung.txt",
          '',
          'Monday',
        ],
      ),
    );
    expect(read(raw)).toEqual({
      ...PLAIN,
      text: 'In plain words.',
      html: '<p>In a page.</p>',
      attachments: [
        {
          filename: 'logo.png',
          contentType: 'image/png',
          contentId: 'logo@x',
          content: Buffer.from([0, 1, 2]),
        },
        {
          filename: 'Öffnung.txt',
          contentType: 'text/plain; charset=utf-8',
          content: Buffer.from('Monday'),
        },
      ],
    });
  });

  it.each([
    [
      'a third form',
      multipart(
        'alternative',
        'a',
        PLAIN_PART,
        ['Content-Type: text/x-amp-html', '', '<html amp>'],
        HTML_PART,
      ),
      ['part-3.bin'],
    ],
    [
      'an invitation',
      multipart('alternative', 'a', PLAIN_PART, [
        'Content-Type: text/calendar; method=REQUEST',
        '',
        'BEGIN:VCALENDAR',
      ]),
      ['part-3.ics'],
    ],
    ['a second text', multipart('mixed', 'm', PLAIN_PART, ['', 'A footer.']), ['part-3.txt']],
    ['a page after the text', multipart('mixed', 'm', PLAIN_PART, HTML_PART), ['part-3.html']],
    [
      'a second alternative',
      multipart(
        'mixed',
        'm',
        multipart('alternative', 'a', PLAIN_PART, HTML_PART),
        multipart('alternative', 'b', PLAIN_PART, HTML_PART),
      ),
      ['part-6.txt', 'part-7.html'],
    ],
    [
      'both in one form',
      multipart('alternative', 'a', multipart('mixed', 'm', PLAIN_PART, HTML_PART)),
      ['part-4.html'],
    ],
    [
      'another message',
      multipart('mixed', 'm', PLAIN_PART, [
        'Content-Type: message/rfc822',
        '',
        'Subject: x',
        '',
        'y',
      ]),
      ['part-3.eml'],
    ],
    ['messages of a digest', multipart('digest', 'd', ['', 'Subject: x', '', 'y']), ['part-2.eml']],
    ['a file alone', ['Content-Type: application/pdf', '', '%PDF'], ['part-1.pdf']],
    ['a file of bytes', ['Content-Type: application/octet-stream', '', 'x'], ['part-1.bin']],
    ['a text to be kept', ['Content-Disposition: attachment', '', 'x'], ['part-1.txt']],
  ])('keeps %s as a file', (_, lines, files) => {
    expect(read(whole(...lines)).attachments.map(({ filename }) => filename)).toEqual(files);
  });

  it('keeps what stands beside it as words that go no further', () => {
    const [type = '', empty = '', ...parts] = multipart('mixed', 'm', [
      'Content-Description: a letter',
      'Content-Type: text/plain; x-own=words',
      '',
      'Hello',
    ]);
    const message = read(
      whole(
        'Sender: The Desk <desk@clinic.example>',
        'X-SES-Message-Tags: wave=one',
        type,
        empty,
        'Before.',
        ...parts,
        'After.',
      ),
    );
    expect(message.metadata).toEqual({
      sender: 'The Desk <desk@clinic.example>',
      'x-ses-message-tags': 'wave=one',
      'parts.1.preamble': 'Before.',
      'parts.1.epilogue': 'After.',
      'parts.2.x-own': 'words',
      'parts.2.content-description': 'a letter',
    });
    expect(message.headers).toEqual({});
  });
});

describe('recipients', () => {
  const raw = mail(
    'From: a@clinic.example',
    'To: A Reader <reader@mail.example>, other@mail.example',
    'Cc: copy@mail.example, READER@mail.example',
    'Bcc: blind@mail.example',
    '',
    'Hello',
  );
  const addresses = (envelope: object) => {
    const { to, cc, bcc } = read(raw, envelope);
    return [to, cc, bcc].map((list) => list.map(({ address }) => address).join(' '));
  };

  it('are those of the header, each once', () => {
    expect(addresses({})).toEqual([
      'reader@mail.example other@mail.example',
      'copy@mail.example',
      'blind@mail.example',
    ]);
  });

  it('are those of the envelope: shown as the header has it, and blind where it does not', () => {
    const recipients = [
      'Reader@mail.example',
      'new@mail.example',
      'copy@mail.example',
      'new@mail.example',
    ];
    expect(addresses({ recipients })).toEqual([
      'reader@mail.example',
      'copy@mail.example',
      'new@mail.example',
    ]);
  });

  it('who get nothing are shown to nobody, and their names are scanned', () => {
    const message = read(raw, { recipients: ['copy@mail.example'] });
    expect(message.to).toEqual([]);
    expect(message.metadata).toEqual({ 'recipient name': 'A Reader' });
  });

  it('may be a group of nobody, where all are blind copies', () => {
    const blind = mail('From: a@clinic.example', 'To: undisclosed-recipients:;', '', 'Hello');
    expect(read(blind, { recipients: ['b@mail.example'] }).bcc).toEqual([
      { address: 'b@mail.example' },
    ]);
    expect(problemOf(blind).field).toBe('To');
  });

  it('are addresses', () => {
    expect(problemOf(raw, { recipients: ['a b@mail.example'] }).field).toBe('recipients');
  });

  it('come with a sender, of the envelope where the header has none', () => {
    const bare = mail('To: b@mail.example', '', 'Hello');
    expect(problemOf(bare).field).toBe('From');
    expect(read(bare, { from: { address: 'a@clinic.example' } }).from.address).toBe(
      'a@clinic.example',
    );
  });
});

const twice = [
  'From',
  'Sender',
  'To',
  'Cc',
  'Bcc',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Cordon-Purpose',
  'References',
];

describe('a message is refused', () => {
  it.each(twice)('that has %s twice', (name) => {
    const others = HEADER.filter((line) => !line.startsWith(name));
    const raw = mail(
      ...others,
      `${name}: a@clinic.example`,
      `${name.toLowerCase()}: a@clinic.example`,
      '',
      'x',
    );
    expect(problemOf(raw)).toEqual({ field: name, message: 'stands there twice' });
  });

  it.each([
    ['a field of the sender twice', ['X-Own: a', 'x-own: b'], 'header'],
    ['a line that is no field', ['no field'], 'the message'],
    ['a space in a name of a field', ['X Own: a'], 'the message'],
    ['an encoded line end', ['X-Own: =?utf-8?q?a=0D=0ABcc:_x@evil.example?='], 'header'],
    ['an encoded NUL', ['X-Own: =?utf-8?b?AGE=?='], 'header'],
    ['a character set in a field that nobody reads', ['X-Own: =?utf-7?q?a?='], 'header'],
    ['a field that is sent again', ['Resent-To: a@b.example'], 'header'],
    ['a time to send at', ['X-MC-SendAt: 2027-01-01 00:00:00'], 'header'],
    ['directions for SendGrid', ['X-SMTPAPI: {"sub":{}}'], 'header'],
    ['a Cordon field that is none', ['Cordon-Lane: clinical'], 'header'],
    ['a purpose that is none', ['Cordon-Purpose: own'], 'Cordon-Purpose'],
    ['a group of people', ['Cc: Readers: a@b.example, c@d.example;'], 'Cc'],
    ['an address that is none', ['Cc: nobody'], 'Cc'],
    ['a comment in its type', ['Content-Type: text/plain (words)'], 'Content-Type'],
    ['a type that is none', ['Content-Type: text'], 'Content-Type'],
    ['a charset twice', ['Content-Type: text/plain; charset=utf-8; charset=utf-7'], 'Content-Type'],
    ['a charset that nobody reads', ['Content-Type: text/plain; charset=utf-7'], 'Content-Type'],
    [
      'an encoding that nobody reads',
      ['Content-Transfer-Encoding: uuencode'],
      'Content-Transfer-Encoding',
    ],
    [
      'base64 with something between',
      ['Content-Transfer-Encoding: base64'],
      'Content-Transfer-Encoding',
    ],
    ['no boundary', ['Content-Type: multipart/mixed'], 'Content-Type'],
    ['two boundaries', ['Content-Type: multipart/mixed; boundary=a; boundary=b'], 'Content-Type'],
    ['a boundary that is nowhere', ['Content-Type: multipart/mixed; boundary=a'], 'the message'],
    [
      'an encoded multipart',
      ['Content-Type: multipart/mixed; boundary=a', 'Content-Transfer-Encoding: base64'],
      'Content-Transfer-Encoding',
    ],
    ['a signature', ['Content-Type: multipart/signed; boundary=a'], 'Content-Type'],
    ['something encrypted', ['Content-Type: multipart/encrypted; boundary=a'], 'Content-Type'],
    [
      'S/MIME',
      ['Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m'],
      'Content-Type',
    ],
    [
      'a part of a message',
      ['Content-Type: message/partial; id=a; number=1; total=2'],
      'Content-Type',
    ],
    [
      'a message that is elsewhere',
      ['Content-Type: message/external-body; access-type=URL'],
      'Content-Type',
    ],
    [
      'a file name of two lines',
      ["Content-Disposition: attachment; filename*=utf-8''a%0D%0Ab"],
      'Content-Disposition',
    ],
    [
      'two file names',
      ['Content-Disposition: attachment; filename=a; filename=b'],
      'Content-Disposition',
    ],
    ['a content id that is none', ['Content-ID: <a b>'], 'Content-ID'],
    [
      'more fields than it may have',
      Array.from({ length: 501 }, (_, n) => `X-${String(n)}: a`),
      'the message',
    ],
    [
      'a header that is too long',
      Array.from({ length: 200 }, (_, n) => `X-${String(n)}: ${'a'.repeat(900)}`),
      'the message',
    ],
  ])('that has %s', (_, lines, field) => {
    expect(problemOf(whole(...lines, '', 'not! base64')).field).toBe(field);
  });

  it.each([
    ['a bare CR', 'Hello\rBcc: a@evil.example'],
    ['a NUL', 'Hel\0lo'],
  ])('that has %s', (_, text) => {
    expect(problemOf(whole('', text)).message).not.toContain('Hel');
  });

  it('that has line ends of two kinds in its header', () => {
    expect(problemOf(whole('X-Own: a\nBcc: b@evil.example', '', 'x')).field).toBe('the message');
    expect(problemOf(whole('X-Own: a\n\nBcc: b@evil.example', '', 'x')).field).toBe('the message');
  });

  it('that has the end of a header between two bare CRs', () => {
    expect(problemOf(whole('X-Own: a\r\rBcc: b@evil.example', '', 'x')).message).toBe(
      'has a bare CR',
    );
  });

  it('that is nested too deeply, or in too many parts', () => {
    let nested = PLAIN_PART;
    for (let depth = 0; depth < 100; depth += 1)
      nested = multipart('mixed', `b${String(depth)}`, nested);
    expect(problemOf(whole(...nested)).message).toBe('is nested too deeply');
    const many = multipart('mixed', 'm', ...Array<string[]>(10_000).fill(PLAIN_PART));
    expect(problemOf(whole(...many)).message).toBe('has more than 200 parts');
    const fields = Array.from({ length: 100 }, (_, n) => `X-${String(n)}: a`);
    const wide = multipart('mixed', 'm', ...Array<string[]>(30).fill([...fields, ...PLAIN_PART]));
    expect(problemOf(whole(...wide)).message).toBe('has more than 2000 fields in parts');
  });

  it('whose parts use the boundary of those around them', () => {
    expect(
      problemOf(whole(...multipart('mixed', 'm', multipart('mixed', 'm', PLAIN_PART)))).message,
    ).toBe('is not a whole multipart');
  });

  it('that goes to nobody', () => {
    expect(problemOf(mail('From: a@clinic.example', '', 'x')).field).toBe('To');
  });
});

describe('whatever comes', () => {
  const source = whole(
    'Content-Type: multipart/mixed; boundary="m"; x-own*0="a"; x-own*1="b"',
    '',
    '--m',
    ...multipart('alternative', 'a', PLAIN_PART, HTML_PART),
    '--m',
    "Content-Disposition: attachment; filename*=utf-8''a.txt",
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'H=C3=A9llo',
    '--m--',
  );

  it('is a message or malformed, and never a fault', () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    const at = fc.nat({ max: source.length });
    fc.assert(
      fc.property(at, at, bytes, (from, to, planted) => {
        const raw = Buffer.concat([source.subarray(0, from), planted, source.subarray(to)]);
        expect(['message', 'malformed']).toContain(readMimeMessage(raw).kind);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what other programs write and read', () => {
  it('is read as they do', async () => {
    const raw = await new MailComposer({
      from: 'Clínic Ñews <news@clinic.example>',
      to: ['Доктор <reader@mail.example>'],
      subject: `Öffnungszeiten ${'sehr '.repeat(30)}lang`,
      text: `Zeile mit ü\n.Punkt\n${'lang '.repeat(100)}`,
      html: '<p>ü <img src="cid:a@b"></p>',
      attachments: [
        { filename: 'Ö.txt', content: 'Monday', contentType: 'text/plain; charset=utf-8' },
        { filename: 'a.png', content: Buffer.from([1, 2, 3]), cid: 'a@b' },
      ],
    })
      .compile()
      .build();
    const ours = read(raw);
    const theirs = await PostalMime.parse(raw);
    expect(ours.subject).toBe(theirs.subject);
    expect(ours.from).toEqual({ address: theirs.from?.address, name: theirs.from?.name });
    expect(ours.to.map(({ name }) => name)).toEqual(theirs.to?.map(({ name }) => name));
    expect(ours.text?.trim()).toBe(theirs.text?.trim());
    expect(ours.html?.trim()).toBe(theirs.html?.trim());
    const files = [...ours.attachments].sort((a, b) => a.filename.localeCompare(b.filename));
    const others = [...theirs.attachments].sort((a, b) =>
      (a.filename ?? '').localeCompare(b.filename ?? ''),
    );
    expect(files.map(({ filename, content }) => [filename, Buffer.from(content)])).toEqual(
      others.map(({ filename, content }) => [filename, Buffer.from(content as ArrayBuffer)]),
    );
  });
});
