import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { parseOrThrow } from '../scan/support/scan-text.ts';
import { processorTime } from '../../support/processor-time.ts';

const MAIL = 'message/rfc822';
const FORM = 'multipart/form-data; boundary=xYzZY';
const lines = (...all: readonly string[]): string => all.join('\r\n');
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Values of a mail by their paths. */
function said(body: string | Uint8Array, type = MAIL): Record<string, string> {
  const { segments } = parseOrThrow(body, type);
  return Object.fromEntries(
    segments.filter(({ role }) => role === 'value').map(({ path, text }) => [path, text]),
  );
}

/** Replaces one word in whatever segments have it. */
function replaced(body: string | Uint8Array, from: string, to: string, type = MAIL): string {
  const payload = parseOrThrow(body, type);
  const changes = payload.segments.flatMap(({ text }, segment) => {
    const start = text.indexOf(from);
    return start < 0 ? [] : [{ segment, start, end: start + from.length, text: to }];
  });
  expect(changes.length).toBeGreaterThan(0);
  return latin1(payload.rewrite(changes));
}

const head = ['From: Desk <desk@example.org>', 'MIME-Version: 1.0'];

describe('headers of mails', () => {
  it.each([
    ['Subject: results for Ada', 'results for Ada'],
    ['Subject: results\r\n for Ada', 'results for Ada'],
    ['Subject: =?utf-8?B?cmVzdWx0cyBmb3IgQWRh?=', 'results for Ada'],
    ['Subject: =?UTF-8?Q?results_for_=41da?=', 'results for Ada'],
    ['Subject: =?utf-8*en?q?results?=\r\n =?utf-8?q?_for_Ada?=', 'results for Ada'],
    ['Subject: =?iso-8859-1?q?Jos=E9?= is here', 'José is here'],
    ['Subject: =?windows-1252?q?=93Ada=94?=', '“Ada”'],
    // One character, cut in two between the words.
    ['Subject: =?utf-8?q?Jos=C3?= =?utf-8?q?=A9?=', 'José'],
    ['Subject: Jos\u00c3\u00a9', 'José'],
  ])('%j says %j', (field, text) => {
    const body = bytesOf(lines(...head, field, '', 'hello'));
    expect(said(body)['header:subject']?.trim()).toBe(text);
  });

  it.each([
    ['=?x-unknown?B?QWRh?=', 'invalid_encoding'],
    ['Jos\u00e9', 'invalid_encoding'],
  ])('%j is unread, not clean', (value, reason) => {
    const body = bytesOf(lines(...head, `Subject: ${value}`, '', 'hello'));
    expect(parseOrThrow(body, MAIL).unreadable).toEqual([{ path: 'header:subject', reason }]);
  });

  it.each([
    ['Subject: for Ada, today', 'Subject: for X1, today'],
    ['Subject: for\r\n Ada, today', 'Subject: for\r\n X1, today'],
    ['Subject: a =?utf-8?q?Ada?= b', 'Subject: a =?UTF-8?B?WDE=?= b'],
  ])('%j is written as %j, and nothing else changes', (before, after) => {
    const rest = lines('', 'X-Odd :   kept as it is ', '', '  hello \r\n');
    expect(replaced(lines(...head, before) + rest, 'Ada', 'X1')).toBe(lines(...head, after) + rest);
  });

  it.each([
    ['filename="Ada.csv"', 'filename="X1.csv"'],
    ['filename=Ada.csv', 'filename="X1.csv"'],
    ["filename*=utf-8'en'Ada%2Ecsv", "filename*=UTF-8''X1.csv"],
    ['filename*0="Ad"; filename*1="a.csv"', "filename*=UTF-8''X1.csv"],
    ["filename*0*=iso-8859-1''Ad; filename*1*=a%2Ecsv", "filename*=UTF-8''X1.csv"],
    ['filename="=?utf-8?B?QWRhLmNzdg==?="', 'filename="=?UTF-8?B?WDEuY3N2?="'],
  ])('the name of a file as %j is read, and written as %j', (before, after) => {
    const body = (own: string): string =>
      lines(...head, `Content-Disposition: attachment; ${own}; size=5`, '', 'hello');
    expect(said(body(before))['header:content-disposition/filename']).toBe('Ada.csv');
    expect(replaced(body(before), 'Ada', 'X1')).toBe(body(after));
  });

  it.each([
    'Content-Disposition: attachment (for Ada); filename=x',
    'Content-Disposition: attachment; filename*0="A"; filename*2="da"',
    'Content-Type: text/plain\r\nContent-Type: text/html',
  ])('%j is read in several ways, and so it is unread', (field) => {
    const { unreadable } = parseOrThrow(lines(...head, field, '', 'hello'), MAIL);
    expect(unreadable.map(({ reason }) => reason)).toContain('malformed');
  });
});

describe('bodies of mails', () => {
  const part = (encoding: string, body: string, type = 'text/plain; charset=utf-8'): string =>
    lines(...head, `Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, '', body);

  it.each([
    ['7bit', 'call Ada', 'call Ada'],
    ['base64', 'Y2FsbCBBZGE=', 'call Ada'],
    ['BASE64', 'Y2Fsb\r\nCBBZG\r\nE=\r\n', 'call Ada'],
    ['quoted-printable', 'call=20A=\r\nd=61', 'call Ada'],
  ])('in %s as %j say %j', (encoding, body, text) => {
    expect(said(part(encoding, body))['body'] ?? said(part(encoding, body))['body/text']).toBe(
      text,
    );
  });

  it.each([
    ['x-uuencode', 'begin'],
    ['base64', 'Y2Fs!bCBBZGE='],
    ['base64', 'Y2FsbA==Q2Fs'],
  ])('in %s as %j are unread', (encoding, body) => {
    expect(parseOrThrow(part(encoding, body), MAIL).unreadable).toEqual([
      { path: 'body', reason: 'encoded_content' },
    ]);
  });

  it.each([
    ['base64', 'Y2FsbCBBZG\r\nEgbm93\r\n', 'Y2FsbCBYMS\r\nBub3c=\r\n'],
    // Only the line with the change is written anew, and of it only the change.
    [
      'quoted-printable',
      '=63all=20A=64a=20=6Eow\r\n=6Bept=20\r\n',
      '=63all=20X1=20=6Eow\r\n=6Bept=20\r\n',
    ],
    ['8bit', 'call Ada now\r\n', 'call X1 now\r\n'],
  ])('in %s stay in it', (encoding, before, after) => {
    expect(replaced(part(encoding, before), 'Ada', 'X1')).toBe(part(encoding, after));
  });

  it.each(['iso-8859-1', 'windows-1252', 'utf-8'])('come in the character set %s', (charset) => {
    const eAcute = charset === 'utf-8' ? '\u00c3\u00a9' : '\u00e9';
    const body = (name: string): Uint8Array =>
      bytesOf(part('8bit', `call Jos${eAcute} ${name}`, `text/plain; charset=${charset}`));
    expect(said(body('Ada'))['body/text']).toBe('call José Ada');
    expect(replaced(body('Ada'), 'Ada', 'X1')).toBe(latin1(body('X1')));
  });

  it('come in UTF-16', () => {
    const wide = (text: string): string => Buffer.from(text, 'utf16le').toString('base64');
    const body = (text: string): string =>
      part('base64', wide(text), 'text/plain; charset=utf-16le');
    expect(said(body('call Ada'))['body/text']).toBe('call Ada');
    expect(replaced(body('call Ada'), 'Ada', 'X1')).toBe(body('call X1'));
  });

  it('have parts in parts, and mails in mails', () => {
    const inner = lines('Subject: for Ada', 'Content-Type: text/html', '', '<p>Ada</p>');
    const body = lines(
      ...head,
      'Content-Type: multipart/mixed; boundary="outer"',
      '',
      'For programs that know no parts.',
      '--outer',
      'Content-Type: multipart/alternative; boundary="outer2"',
      '',
      '--outer2',
      '',
      'Ada',
      '--outer2--',
      '--outer',
      'Content-Type: message/rfc822',
      '',
      inner,
      '--outer--',
      '',
    );
    const found = said(body);
    expect(found['body/part/0/part/0/text']).toBe('Ada');
    expect(found['body/part/1/header:subject']?.trim()).toBe('for Ada');
    expect(found['body/part/1/body/html']).toContain('Ada');
    expect(replaced(body, 'Ada', 'X1')).toBe(body.replaceAll('Ada', 'X1'));
  });

  it('have files, which are known by their bytes', () => {
    const png = Buffer.from('89504e470d0a1a0a0000', 'hex').toString('base64');
    const { files, unreadable } = parseOrThrow(part('base64', png, 'image/png'), MAIL);
    expect(unreadable).toEqual([{ path: 'body', reason: 'unsupported_format' }]);
    expect(files.map(({ part: own }) => own)).toEqual(unreadable);
  });

  it('are found in fields of JSON, where vendors put them', () => {
    const raw = lines(...head, 'Content-Transfer-Encoding: base64', '', 'Y2FsbCBBZGE=');
    const json = JSON.stringify({ content: raw });
    expect(said(json, 'application/json')['/content~mail/body/text']).toBe('call Ada');
    const now = JSON.parse(replaced(json, 'Ada', 'X1', 'application/json')) as object;
    expect(now).toEqual({ content: raw.replace('Y2FsbCBBZGE=', 'Y2FsbCBYMQ==') });
  });
});

describe('forms with files', () => {
  const field = (name: string, value: string, more = ''): string =>
    lines(`--xYzZY`, `Content-Disposition: form-data; name="${name}"${more}`, '', value);
  const form = (...fields: readonly string[]): string => lines(...fields, '--xYzZY--', '');

  it('are read by the names of their fields', () => {
    const { format, segments } = parseOrThrow(form(field('subject', 'for Ada')), FORM);
    expect(format).toBe('form-data');
    expect(segments.map(({ role, path, text, hint }) => [role, path, text, hint])).toEqual([
      ['key', 'header:content-disposition/name', 'subject', undefined],
      ['value', 'form:subject', 'for Ada', 'subject'],
    ]);
  });

  it.each(['multipart/form-data', '', 'text/plain'])(
    'are read without their boundary, sent as %j',
    (type) => {
      const body = lines(
        '--xYzZY',
        'Content-Disposition: form-data; name=a',
        '',
        'Ada',
        '--xYzZY--',
      );
      expect(said(body, type)['form:a']).toBe('Ada');
    },
  );

  it('have fields in the character sets that another field lists', () => {
    const body = bytesOf(
      form(field('charsets', '{"text":"iso-8859-1"}'), field('text', 'Jos\u00e9')),
    );
    expect(said(body, FORM)['form:text']).toBe('José');
    expect(replaced(body, 'José', 'Zo\u00eb', FORM)).toBe(
      latin1(body).replace('Jos\u00e9', 'Zo\u00eb'),
    );
  });

  it('say how long a changed part is', () => {
    const body = form(field('a', 'call Ada', '\r\nContent-Length: 8'), field('b', 'x'));
    expect(replaced(body, 'Ada', 'Someone', FORM)).toBe(
      body.replace('call Ada', 'call Someone').replace(': 8', ': 12'),
    );
  });

  it('have more to read than parts: what stands around them, and a boundary that says something', () => {
    const body = lines(
      'for Ada',
      '--Ada-Roe',
      'Content-Disposition: form-data; name=a',
      '',
      'x',
      '--Ada-Roe--',
      'Ada again',
    );
    const type = 'multipart/form-data; boundary="Ada-Roe"';
    expect(said(body, type)).toMatchObject({
      boundary: 'Ada-Roe',
      preamble: 'for Ada',
      epilogue: 'Ada again',
    });
    expect(replaced(body, 'Ada', 'X1', type)).toBe(body.replaceAll('Ada', 'X1'));
  });

  it.each([
    ['no closing delimiter', '--xYzZY\r\nContent-Type: text/plain\r\n\r\nx\r\n', 'malformed'],
    ['a header that is none', '--xYzZY\r\nAda Roe\r\n\r\nx\r\n--xYzZY--', 'malformed'],
    ['no boundary at all', '{"a":1}', 'unsupported_format'],
    ['too many parts', `${'--xYzZY\r\n\r\nx\r\n'.repeat(1002)}--xYzZY--`, 'too_many_parts'],
    ['too many fields', `--xYzZY\r\n${'A: b\r\n'.repeat(600)}\r\nx\r\n--xYzZY--`, 'malformed'],
  ])('with %s are refused', (_, body, reason) => {
    expect(parsePayload(Buffer.from(body), FORM)).toEqual({ kind: 'unreadable', reason });
  });

  it('stand in each other only so deep', () => {
    let body = 'Ada';
    for (let level = 0; level < 12; level++) {
      body = lines(
        ...head,
        `Content-Type: multipart/mixed; boundary="b${String(level)}"`,
        '',
        `--b${String(level)}`,
        'Content-Type: message/rfc822',
        '',
        body,
        `--b${String(level)}--`,
      );
    }
    const { unreadable } = parseOrThrow(body, MAIL);
    expect(unreadable.map(({ reason }) => reason)).toEqual(['too_deep']);
  });
});

describe('time', () => {
  it.each(['--xYzZY\r\n', '=?utf-8?q?a?= ', '; a="', 'a=20', '=\r\n', '--', 'A: b\r\n', '\r\n '])(
    'grows in step with the length of %j repeated',
    (unit) => {
      const many = unit.repeat(Math.ceil(200_000 / unit.length));
      const bodies = [
        [many, FORM],
        [`--xYzZY\r\nA: ${many}\r\n\r\n${many}\r\n--xYzZY--`, FORM],
        [`Content-Type: text/plain${many}\r\n\r\n`, MAIL],
        [`Content-Transfer-Encoding: quoted-printable\r\n\r\n${many}`, MAIL],
      ] as const;
      const elapsed = processorTime();
      for (const [body, type] of bodies) parsePayload(Buffer.from(body), type);
      expect(elapsed()).toBeLessThan(4000);
    },
  );
});
