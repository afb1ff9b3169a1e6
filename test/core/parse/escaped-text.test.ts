import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import type { ParsedPayload } from '../../../lambdas/core/parse/parsed.ts';
import { deidentify } from '../../../lambdas/core/protect/deidentify.ts';
import { scan } from '../../../lambdas/core/scan/scan.ts';
import { processorTime } from '../../support/processor-time.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const percent = encodeURIComponent;
const times = (count: number, how: (text: string) => string, text: string): string =>
  Array.from({ length: count }).reduce<string>(how, text);
const NOTE = 'Patient Mara Lindqvist, SSN 123-45-6789, has asthma';
const CLEAN = 'Patient [NAME], SSN [SSN], has asthma';
const PERSON = JSON.stringify({ first_name: 'mara', note: '>>>???', mrn: '482913' });
const NOBODY = JSON.stringify({ first_name: '[NAME]', note: '>>>???', mrn: '[MRN]' });

function parsed(value: string): ParsedPayload {
  const result = parsePayload(Buffer.from(JSON.stringify({ v: value })), 'application/json');
  if (result.kind !== 'parsed') throw new Error(`unreadable: ${result.reason}`);
  return result.payload;
}

/** The value with `[LABEL]` for what is found in it. */
function masked(value: string): string {
  const payload = parsed(value);
  const { segments, unreadable } = payload;
  const report = scan({ segments, unreadable, careContext: false });
  expect(report.unreadable).toEqual([]);
  const { bytes } = deidentify(payload, report, (label) => `[${label}]`);
  return (JSON.parse(Buffer.from(bytes).toString()) as { v: string }).v;
}

describe('a text that is escaped several times', () => {
  it.each([
    ['https://x.example.com/?patient=xu%20oz&reason=asthma'],
    [percent('https://x.example.com/?patient=xu%20oz&reason=asthma')],
  ])('is a web address to its end: %s', (address) => {
    expect(masked(address)).toBe('[URL]');
  });

  it.each([1, 2, 3, 4])('is read and rewritten through %i levels of percent escapes', (level) => {
    expect(masked(times(level, percent, PERSON))).toBe(times(level, percent, NOBODY));
    const written = masked(times(level, percent, NOTE));
    expect(times(level, decodeURIComponent, written)).toBe(CLEAN);
  });

  it('is read as base64 inside percent escapes, which is rewritten as a whole', () => {
    expect(base64(PERSON)).toMatch(/[+/=]/);
    expect(masked(percent(base64(PERSON)))).toBe(percent(base64(NOBODY)));
  });

  it('is read as percent escapes inside base64, and as base64 of base64', () => {
    expect(masked(base64(percent(PERSON)))).toBe(base64(percent(NOBODY)));
    const plain = (text: string): string => Buffer.from(text, 'base64').toString();
    expect(times(3, plain, masked(times(3, base64, NOTE)))).toBe(CLEAN);
  });

  it('leaves what stands around it as it was', () => {
    expect(masked('100%25 sure, %-, SSN%20123-45-6789.%C3%A9')).toBe(
      '100%25 sure, %-, SSN%20%5BSSN%5D.%C3%A9',
    );
  });

  it.each([
    ['percent escapes', times(5, percent, NOTE)],
    ['base64', times(6, base64, NOTE)],
  ])('is unread where it stands deeper in %s than is looked', (_, value) => {
    expect(parsed(value).unreadable.map(({ reason }) => reason)).toEqual(['encoded_content']);
  });

  it.each([
    'https://shop.example/a%20b?next=%2Fcart%3Fid%3D4',
    '50% off, 100%25 sure',
    'a=1;b=2',
    'x == y && y != z',
  ])('is not seen in ordinary text: %s', (value) => {
    const { unreadable } = parsed(value);
    expect(unreadable).toEqual([]);
  });

  it('is written back byte for byte where nothing is replaced, whatever it is', () => {
    const piece = fc.constantFrom(
      '%25',
      '%',
      '=',
      '=3D',
      '=\r\n',
      '%41',
      'a',
      '%C3',
      '%A9',
      ' ',
      '&lt;b&gt;',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const body = JSON.stringify({ v: pieces.join('') });
        const result = parsePayload(Buffer.from(body), 'application/json');
        if (result.kind !== 'parsed') return;
        const { payload } = result;
        const same = payload.segments.map(({ text }, segment) => ({
          segment,
          start: 0,
          end: 0,
          text: text.slice(0, 0),
        }));
        expect(Buffer.from(payload.rewrite(same)).toString()).toBe(body);
      }),
    );
  });
});

describe('quoted-printable', () => {
  it.each([
    [
      'Patient Mara Lind=\r\nqvist, SSN 123-4=\n5-6789, has asthma',
      /^Patient \S+\s*, SSN \S+\s*, has asthma$/,
    ],
    [
      'Patient Mara Lindqvist=2C SSN 123=2D45=2D6789=2C has asthma',
      /^Patient \S+=2C SSN \S+ has asthma$/,
    ],
    ['Patient J=C3=B3han Lindqvist, SSN 1=323-45-6789', /^Patient \S+, SSN \S+$/],
  ])('is read as it is shown, and as it stands: %j', (value, wanted) => {
    const written = masked(value);
    expect(written).toMatch(wanted);
    expect(written).not.toMatch(/Lind|qvist|6789|han/);
  });
});

it.each(['rows=54 cutoff=2026-11-23 job=41', 'x=3D', 'a == b'])(
  'assignments are not quoted-printable: %s',
  (value) => {
    expect(parsed(value).segments.filter(({ role }) => role === 'value')).toHaveLength(1);
  },
);

describe('hostile escapes', () => {
  it.each([
    ['percent signs', '%25'],
    ['percent signs of percent signs', '%2525'],
    ['octets', '=3D'],
    ['soft line breaks', 'a=\r\n'],
    ['entities of entities', '&amp;amp;'],
  ])('of a megabyte of %s are read in linear time', (_, unit) => {
    const bytes = Buffer.from(JSON.stringify({ v: unit.repeat(1_000_000 / unit.length) }));
    // The middle one of five: compiled code is other code, and may be worse; and what else this process does (collecting
    // garbage of other tests) counts as its time, too.
    const times = Array.from({ length: 5 }, () => {
      const took = processorTime();
      parsePayload(bytes, 'application/json');
      return took();
    });
    expect(times.toSorted((a, b) => a - b)[2]).toBeLessThan(2000);
  });

  it('of nested base64 are read in linear time', () => {
    let value = 'SSN 123-45-6789 '.repeat(10_000);
    while (value.length < 700_000) value = base64(value);
    const start = process.cpuUsage();
    parsed(value);
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
  });
});
