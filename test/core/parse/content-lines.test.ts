import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { scanMessage } from '../../../lambdas/core/send/scan-message.ts';
import { processorTime } from '../../support/processor-time.ts';
import { parseOrThrow } from '../scan/support/scan-text.ts';
import { PLAIN } from '../send/messages.ts';

const CALENDAR = 'text/calendar; charset=utf-8; method=REQUEST';
const CARD = 'text/vcard';
const calendarOf = (...lines: readonly string[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
const cardOf = (...lines: readonly string[]): string =>
  ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');
const values = (body: string, type: string): string[] =>
  parseOrThrow(body, type)
    .segments.filter(
      ({ role, hint }) => role === 'value' && hint !== 'component' && hint !== 'version',
    )
    .map(({ hint, text }) => `${hint ?? '-'}=${text}`);

describe('a calendar', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      'a folded value',
      ['SUMMARY:Results of Wal', ' ter\t', '\t Grace'],
      ['summary=Results of Walter\t Grace'],
    ],
    ['escapes', ['DESCRIPTION:a\\, b\\; c\\nd\\\\e'], ['description=a, b; c\nd\\e']],
    [
      'parameters',
      ['ATTENDEE;CN="Grace, Walter";ROLE=CHAIR:mailto:w@mail.example'],
      ['full name=Grace, Walter', 'role=CHAIR', 'email=mailto:w@mail.example'],
    ],
    [
      'several values',
      ['ATTENDEE;MEMBER="a","b";X-A=^nb^\'c:d'],
      ['member=a', 'member=b', 'x-a=\nb"c', 'email=d'],
    ],
    ['names of one’s own', ['X-PATIENT-NAME:Walter'], ['patient name=Walter']],
  ])('is read by its properties: %s', (_what, lines, read) => {
    expect(values(calendarOf(...lines), CALENDAR)).toEqual(read);
  });

  it.each([
    ['SUMMARY:Biopsy of Walter Grace'],
    ['DESCRIPTION:HIV res', ' ult', 'ATTENDEE;CN=Walter Grace:mailto:x@mail.example'],
    ['SUMMARY:HIV clinic', 'X-PATIENT-NAME:Walter Grace'],
    ['DTEND;X-PATIENT-WALTER-GRACE-SSN-219-45-7730-HIV-POSITIVE=1:20260101'],
    ['PATIENT-WALTER-GRACE-SSN-219-45-7730-HIV-POSITIVE.DTEND:20260101'],
  ])('that says who has what is PHI in a mail: %j', (...lines) => {
    const file = {
      filename: 'a.ics',
      contentType: CALENDAR,
      content: Buffer.from(calendarOf(...lines)),
    };
    expect(scanMessage({ ...PLAIN, attachments: [file] }).report.classification).toBe('phi');
  });

  it('of a webinar is clean', () => {
    const lines = [
      'SUMMARY:Opening of our new office',
      'LOCATION:Main hall',
      'UID:7@clinic.example',
    ];
    const content = Buffer.from(calendarOf(...lines));
    const file = { filename: 'a.ics', contentType: CALENDAR, content };
    const { classification, unreadable } = scanMessage({ ...PLAIN, attachments: [file] }).report;
    expect([classification, unreadable]).toEqual([expect.not.stringMatching('phi'), []]);
  });

  it.each(['', 'application/octet-stream'])('is known by how it begins: %j', (type) => {
    expect(parseOrThrow(calendarOf('SUMMARY:x'), type).format).toBe('calendar');
  });
});

describe('a card', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['a name', ['N:Grace;Walter;;Dr.;'], ['last name=Grace', 'first name=Walter', 'prefix=Dr.']],
    ['an escaped semicolon', ['N:Gr\\;ace;Walter'], ['last name=Gr;ace', 'first name=Walter']],
    ['a group', ['item1.TEL;TYPE=home:+12025550123'], ['type=home', 'phone=+12025550123']],
    ['a bare parameter', ['TEL;HOME:+12025550123'], ['type=HOME', 'phone=+12025550123']],
    [
      'quoted-printable with a soft break',
      ['NOTE;ENCODING=QUOTED-PRINTABLE:J=C3=A9r=', '=C3=B4me'],
      ['encoding=QUOTED-PRINTABLE', 'note=Jérôme'],
    ],
  ])('is read by its properties: %s', (_what, lines, read) => {
    expect(values(cardOf(...lines), CARD)).toEqual(read);
  });

  it('has pictures that are files, and what else is in base64 is unread', () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64');
    const parsed = parseOrThrow(cardOf(`PHOTO;ENCODING=b:${png}`, 'KEY;ENCODING=B:AAAA'), CARD);
    expect(parsed.files).toHaveLength(1);
    expect(parsed.unreadable.map(({ reason }) => reason)).toEqual([
      'encoded_content',
      'encoded_content',
    ]);
  });

  it('in another character set is unread', () => {
    const body = cardOf('NOTE;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=83=65');
    expect(parseOrThrow(body, CARD).unreadable).toMatchObject([{ reason: 'invalid_encoding' }]);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['no calendar', 'Walter Grace', CALENDAR],
    ['a line without a value', calendarOf('SUMMARY'), CALENDAR],
    ['a card that is called a calendar', cardOf('FN:x'), CALENDAR],
    ['a parameter without an end', calendarOf('ATTENDEE;CN="Walter:x'), CALENDAR],
  ])('is malformed: %s', (_what, body, type) => {
    const { kind } = parsePayload(Buffer.from(body), type);
    expect(kind).toBe('unreadable');
  });
});

describe('what is written back', () => {
  const body = calendarOf(
    ...[
      'DESCRIPTION:Results of Wal',
      ' ter Grace\\, HIV',
      'ATTENDEE;CN="Walter Grace":mailto:w@a.example',
    ],
  );

  it('is the same to the byte where nothing was replaced', () => {
    expect(Buffer.from(parseOrThrow(body, CALENDAR).rewrite([])).toString()).toBe(body);
  });

  it('has the replacement in the place of what was there, across a fold', () => {
    const payload = parseOrThrow(body, CALENDAR);
    const replacements = payload.segments.flatMap(({ text }, segment) => {
      const start = text.indexOf('Walter Grace');
      return start < 0 ? [] : [{ segment, start, end: start + 12, text: '[NAME; 1]' }];
    });
    const written = Buffer.from(payload.rewrite(replacements)).toString();
    expect(written).not.toMatch(/Wal|Grace/);
    const read = values(written, CALENDAR);
    expect(read).toContain('description=Results of [NAME; 1], HIV');
    expect(read).toContain('full name=[NAME  1]');
  });
});

it('takes time by its length alone', () => {
  const spent = processorTime();
  parsePayload(Buffer.from(calendarOf(`SUMMARY${';X=1,'.repeat(200_000)}`)), CALENDAR);
  parsePayload(Buffer.from(calendarOf(`SUMMARY:${'\\;'.repeat(1_000_000)}`)), CALENDAR);
  parsePayload(Buffer.from(calendarOf(`SUMMARY:a${'\r\n a'.repeat(300_000)}`)), CALENDAR);
  parsePayload(
    Buffer.from(calendarOf(`NOTE;QUOTED-PRINTABLE:a${'=\r\na'.repeat(300_000)}`)),
    CALENDAR,
  );
  expect(spent()).toBeLessThan(20_000);
});
