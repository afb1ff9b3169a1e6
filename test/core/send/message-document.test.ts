import { describe, expect, it } from 'vitest';
import { scan } from '../../../lambdas/core/scan/scan.ts';
import { messageDocument } from '../../../lambdas/core/send/message-document.ts';
import type { Attachment, EmailMessage } from '../../../lambdas/core/send/outbound-message.ts';
import { PLAIN } from './messages.ts';

const PHI = 'Walter Grace, MRN RC-0093315, was diagnosed with pneumonia';
const attached = (change: Partial<Attachment>): Partial<EmailMessage> => ({
  attachments: [
    { filename: 'a.txt', contentType: 'text/plain', content: Buffer.from('nothing'), ...change },
  ],
});
const words = (change: Partial<EmailMessage>): string[] =>
  messageDocument({ ...PLAIN, ...change }).segments.map(({ text }) => text);

/** Every place of a message in which something can be said. */
const PLACES: readonly [string, Partial<EmailMessage>][] = [
  ['the subject', { subject: PHI }],
  ['the text', { text: PHI }],
  ['the HTML', { html: `<p>${PHI}</p>` }],
  ['HTML split across tags', { html: `<p>${PHI.replaceAll('a', '<b></b>a')}</p>` }],
  ['HTML entities', { html: Array.from(PHI, (c) => `&#${String(c.charCodeAt(0))};`).join('') }],
  ['an alternative text', { html: `<img src="cid:1" alt="${PHI}">` }],
  ['any attribute', { html: `<p data-note='${PHI}'>x</p>` }],
  ['a comment', { html: `<!-- ${PHI} -->` }],
  ['a comment for one mail program', { html: `<!--[if mso]><b>${PHI}</b><![endif]-->` }],
  ['a tag that never ends', { html: `<p title="${PHI}` }],
  ['the name of the sender', { from: { address: 'a@b.example', name: PHI } }],
  ['the name of a recipient', { to: [{ address: 'a@b.example', name: PHI }] }],
  ['the name of a copied person', { cc: [{ address: 'a@b.example', name: PHI }] }],
  ['the name of a blind copy', { bcc: [{ address: 'a@b.example', name: PHI }] }],
  ['the name of whom to answer', { replyTo: [{ address: 'a@b.example', name: PHI }] }],
  ['a header', { headers: { 'X-Note': PHI } }],
  ['metadata', { metadata: { note: PHI } }],
  ['the name of metadata', { metadata: { [PHI]: 'x' } }],
  ['a file name', attached({ filename: `${PHI}.txt` })],
  ['a content id', attached({ contentId: PHI })],
  ['a parameter of a content type', attached({ contentType: `text/plain; name="${PHI}"` })],
  ['a text file', attached({ content: Buffer.from(PHI) })],
  [
    'a JSON file',
    attached({ contentType: 'application/json', content: Buffer.from(JSON.stringify({ a: PHI })) }),
  ],
  [
    'a form file',
    attached({
      contentType: 'application/x-www-form-urlencoded',
      content: Buffer.from(new URLSearchParams({ note: PHI }).toString()),
    }),
  ],
  [
    'a text file that is said to be bytes',
    attached({ contentType: 'application/octet-stream', content: Buffer.from(PHI) }),
  ],
  [
    'an HTML file',
    attached({ contentType: 'text/html', content: Buffer.from(`<p title="${PHI}">x</p>`) }),
  ],
  [
    'an HTML file that is called text',
    attached({ filename: 'a.HTM', content: Buffer.from(PHI.replaceAll('a', '&#97;')) }),
  ],
];

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const encoded = (text: string): string => `=?utf-8?B?${base64(text)}?=`;
const IDENTIFIED = 'SSN 123-45-6789, HIV positive';

describe('what a mail program decodes', () => {
  it.each<[string, Partial<EmailMessage>]>([
    ['a subject', { subject: encoded(IDENTIFIED) }],
    ['the name of the sender', { from: { address: 'a@b.example', name: encoded(IDENTIFIED) } }],
    ['a header', { headers: { 'X-Note': encoded(IDENTIFIED) } }],
    ['a file name', attached({ filename: encoded(IDENTIFIED) })],
    ['a file name of RFC 2231', attached({ filename: "utf-8''SSN%20%31%32%33-45-6789%20HIV.txt" })],
    ['a content type', attached({ contentType: `text/plain; name="${encoded(IDENTIFIED)}"` })],
    ['the name of a header', { headers: { 'X-SSN-123-45-6789-HIV-positive': '1' } }],
    ['a content id', attached({ contentId: 'ssn.123456789.hiv@x' })],
    ['CSS', { html: '<style>i:before{content:"SSN \\31 23-45-6789"}</style>HIV' }],
    [
      'JSON that a browser opens as a page',
      attached({
        filename: 'a.html',
        contentType: 'application/json',
        content: Buffer.from('{"a":"SSN 123<b></b>-45-6789 HIV"}'),
      }),
    ],
    ['a definition list', { html: '<dl><dt>SSN</dt><dd>123456789</dd></dl> HIV' }],
    [
      'a table of labels',
      { html: '<table><tr><td>SSN</td><td>123</td><td>45</td><td>6789</td></table> HIV' },
    ],
    [
      'a table with headings',
      {
        html: '<table><tr><th>First name</th><th>Note</th></tr><tr><td>mara</td><td>HIV</td></table>',
      },
    ],
    ['a greeting', { text: 'hi mara,\nabout HIV' }],
    ['a greeting with a dash', { text: 'Hi Mara \u2014 about HIV' }],
    ['a greeting in HTML', { html: '<p>Hello <b>mara lindqvist</b>!</p><p>About HIV</p>' }],
  ])('is read as it is shown: %s', (_what, change) => {
    expect(scan(messageDocument({ ...PLAIN, ...change })).classification).toBe('phi');
  });

  it.each(['Hi there,', 'Dear customer,', 'hello everyone!', 'Hi from our team.', 'Hello again,'])(
    'greets nobody: %s',
    (greeting) => {
      const text = `${greeting}\nnews about HIV prevention`;
      expect(scan(messageDocument({ ...PLAIN, text })).classification).toBe('health');
    },
  );
});

describe('what is encoded in a body', () => {
  const block = base64(PHI.repeat(9));
  it.each<[string, Partial<EmailMessage>]>([
    ['base64 in the text', { text: block.replace(/(.{76})/g, '$1\n') }],
    ['base64 in the page', { html: `<p>${block}</p>` }],
    ['a data URI', { html: `<img src="data:image/png;base64,${base64(PHI)}">` }],
    ['a data URI of a page', { html: '<a href="data:text/html,%53%53%4e">see</a>' }],
    ['a data URI in a style', { html: '<p style="background:url(data:;base64,eA==)">x</p>' }],
    ['a text file of base64', attached({ content: Buffer.from(block) })],
    ['a word in an unknown character set', { subject: '=?x-none?B?SmFuZQ==?=' }],
  ])('counts as unread: %s', (_what, change) => {
    const { unreadable } = messageDocument({ ...PLAIN, ...change });
    expect(unreadable.map(({ reason }) => reason)).toContain('encoded_content');
  });

  it('is not every long line, nor the code in the address of a page', () => {
    const text = `${'-'.repeat(200)}\n${'='.repeat(200)}\nhttps://a.example/${block}`;
    const html = `<a href="https://a.example/?u=${block}">unsubscribe</a>`;
    expect(messageDocument({ ...PLAIN, text, html }).unreadable).toEqual([]);
  });
});

describe('the document of a message', () => {
  it.each(PLACES)('holds %s', (_place, change) => {
    expect(words(change).join('\n')).toContain(PHI);
    const report = scan(messageDocument({ ...PLAIN, ...change }));
    expect(report.classification).toBe('phi');
    expect(report.findings.length).toBeGreaterThan(0);
  });

  it('of a plain message says nothing about anybody', () => {
    const report = scan(messageDocument({ ...PLAIN, from: { address: 'news@clinic.example' } }));
    expect(report.classification).toBe('none');
    expect(report.unreadable).toEqual([]);
  });

  it('that greets somebody identifies them, and is not about their care', () => {
    const report = scan(messageDocument({ ...PLAIN, text: 'Dear Walter Grace, MRN RC-0093315' }));
    expect(report.classification).toBe('identifier');
  });

  it('says where each part of an attachment stands', () => {
    const json = attached({
      contentType: 'application/json',
      content: Buffer.from('{"note":"x"}'),
    }).attachments!;
    const { segments } = messageDocument({
      ...PLAIN,
      attachments: [...attached({}).attachments!, ...json],
    });
    const paths = segments.map(({ path }) => path).filter((path) => path.startsWith('attach'));
    expect([...new Set(paths)]).toEqual([
      'attachments/0/filename',
      'attachments/0/text',
      'attachments/1/filename',
      'attachments/1/note',
    ]);
  });

  it('does not hold the addresses: they are where it goes, not what it says', () => {
    const said = words({ to: [{ address: 'walter.grace@mail.example' }] }).join('\n');
    expect(said).not.toContain('walter.grace');
  });

  it('gives headers and metadata their names as hints', () => {
    const { segments } = messageDocument({
      ...PLAIN,
      headers: { 'X-Patient': 'a' },
      metadata: { 'custom_args.first_name': 'b' },
    });
    expect(segments).toContainEqual({
      path: 'headers/0',
      text: 'a',
      role: 'value',
      hint: 'X-Patient',
    });
    expect(segments).toContainEqual({
      path: 'metadata/0',
      text: 'b',
      role: 'value',
      hint: 'first_name',
    });
  });

  it('shows no content in its paths', () => {
    for (const [, change] of PLACES) {
      const { segments } = messageDocument({ ...PLAIN, ...change });
      expect(segments.map(({ path }) => path).join('\n')).not.toMatch(/Walter|0093315|pneumonia/);
    }
  });
});

describe('an attachment that somebody read before', () => {
  const content = Buffer.from('%PDF-1.7 <p>SSN');
  const [pdf] = attached({ content, contentType: 'application/pdf' }).attachments!;
  const files = new Map([
    [
      content,
      {
        segments: [{ path: 'page/1', text: PHI, role: 'value' as const }],
        unreadable: [{ path: 'page/2', reason: 'timeout' }],
      },
    ],
  ]);

  it('says what it was found to say, and what nobody could read', () => {
    const { segments, unreadable } = messageDocument({ ...PLAIN, attachments: [pdf!] }, files);
    expect(segments).toContainEqual({ path: 'attachments/0/page/1', text: PHI, role: 'value' });
    expect(unreadable).toEqual([{ path: 'attachments/0/page/2', reason: 'timeout' }]);
  });

  it.each([{ contentType: 'text/html' }, { filename: 'a.htm' }])(
    'is also read as the text that %j calls it',
    (change) => {
      const { segments } = messageDocument(
        { ...PLAIN, attachments: [{ ...pdf!, ...change }] },
        files,
      );
      expect(segments.map(({ text }) => text).join()).toMatch(/Walter[^]*SSN/);
    },
  );

  it('is unread when it is called plain text, in which nobody sees what is packed', () => {
    const plain = { ...pdf!, contentType: 'text/plain' };
    const { unreadable } = messageDocument({ ...PLAIN, attachments: [plain] }, files);
    expect(unreadable).toContainEqual({ path: 'attachments/0', reason: 'unsupported_format' });
  });

  it('is unread where nobody did', () => {
    const { unreadable } = messageDocument({ ...PLAIN, attachments: [pdf!] });
    expect(unreadable).toEqual([{ path: 'attachments/0', reason: 'unsupported_format' }]);
  });
});

describe('an attachment that cannot be read', () => {
  it.each<[string, Partial<Attachment>, string]>([
    ['a PDF', { contentType: 'application/pdf' }, 'unsupported_format'],
    ['an image', { contentType: 'image/png' }, 'unsupported_format'],
    ['a spreadsheet', { contentType: 'application/vnd.ms-excel' }, 'unsupported_format'],
    ['broken JSON', { contentType: 'application/json' }, 'malformed'],
    ['text that is not UTF-8', { content: Buffer.from([0x4a, 0xe4]) }, 'invalid_encoding'],
    [
      'text in another character set',
      { contentType: 'text/plain; charset=utf-16' },
      'invalid_encoding',
    ],
    [
      'UTF-16 without a mark',
      { content: Buffer.from('Walter Grace', 'utf16le') },
      'invalid_encoding',
    ],
    [
      'HTML in UTF-16',
      { contentType: 'text/html', content: Buffer.from('<p>Walter Grace', 'utf16le') },
      'invalid_encoding',
    ],
    [
      'HTML in another character set',
      { contentType: 'text/html; charset=utf-7', content: Buffer.from('+AFc-alter') },
      'invalid_encoding',
    ],
    [
      'HTML of countless tags',
      { contentType: 'text/html', content: Buffer.from('<p a="1">'.repeat(30_000)) },
      'too_many_segments',
    ],
    [
      'JSON nested too deeply',
      { contentType: 'application/json', content: Buffer.from('['.repeat(500)) },
      'too_deep',
    ],
  ])('is reported: %s', (_what, change, reason) => {
    const { unreadable } = messageDocument({ ...PLAIN, ...attached(change) });
    expect(unreadable.map((part) => part.reason)).toEqual([reason]);
    expect(unreadable[0]?.path).toBe('attachments/0');
    expect(scan(messageDocument({ ...PLAIN, ...attached(change) })).unreadable).toHaveLength(1);
  });

  it('is not what a readable one beside it hides', () => {
    const [text] = attached({}).attachments!;
    const picture = { ...text!, contentType: 'image/png' };
    const { unreadable } = messageDocument({ ...PLAIN, attachments: [text!, picture, text!] });
    expect(unreadable).toEqual([{ path: 'attachments/1', reason: 'unsupported_format' }]);
  });

  it('is what stands beyond the bound of a message', () => {
    const rows = JSON.stringify(Array.from({ length: 40_000 }, () => 'x'));
    const [file] = attached({
      contentType: 'application/json',
      content: Buffer.from(rows),
    }).attachments!;
    const document = messageDocument({ ...PLAIN, attachments: [file!, file!, file!] });
    expect(document.segments.length).toBe(100_000);
    expect(document.unreadable).toEqual([{ path: '', reason: 'too_many_segments' }]);
  });
});

describe('what is encoded in a message', () => {
  const escaped = encodeURIComponent(encodeURIComponent(IDENTIFIED));
  const person = base64(JSON.stringify({ mrn: '00918273', note: 'HIV positive' }));
  it.each<[string, Partial<EmailMessage>]>([
    ['base64 as the text', { text: base64(IDENTIFIED) }],
    ['hexadecimal digits as the text', { text: Buffer.from(IDENTIFIED).toString('hex') }],
    ['base64 in a link of the text', { text: `See https://t.example/?d=${person}` }],
    ['base64 in a link of the page', { html: `<a href="https://t.example/?d=${person}">see</a>` }],
    ['base64 in the address of a picture', { html: `<img src="https://t.example/?d=${person}">` }],
    ['base64 in a header', { headers: { 'X-Context': person } }],
    [
      'base64 in a list header',
      { headers: { 'List-Unsubscribe': `<https://t.example/${person}>` } },
    ],
    ['base64 in metadata', { metadata: { context: person } }],
    ['JSON in metadata', { metadata: { context: '{"mrn":"00918273","note":"HIV positive"}' } }],
    ['escapes of escapes in a link', { text: `See https://t.example/?d=${escaped}` }],
    ['escapes of escapes in a file', attached({ content: Buffer.from(escaped) })],
    [
      'the field of a form',
      { html: '<input name="patient_name" value="mara lindqvist"><p>About HIV</p>' },
    ],
  ])('is read: %s', (_what, change) => {
    expect(scan(messageDocument({ ...PLAIN, ...change })).classification).toBe('phi');
  });

  it.each<[string, Partial<EmailMessage>]>([
    [
      'a token in a link',
      { text: 'https://t.example/c/t2EsdfK3lsdKJHsd93KJHSDkj3hskdjHSDK3jhskdjh' },
    ],
    [
      'a compressed token in a link',
      { html: '<a href="https://t.example/eJwLSSxKVPDJzEspLMssLgEAKYwFhQ">x</a>' },
    ],
    ['labels', { text: 'First name,\nPhone number,\nAddress,\n' }],
    ['assignments', { text: 'Use first_name=A; last_name=B' }],
  ])('is not seen in ordinary text: %s', (_what, change) => {
    expect(messageDocument({ ...PLAIN, ...change }).unreadable).toEqual([]);
  });
});
