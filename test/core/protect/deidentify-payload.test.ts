import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { deidentifyPayload } from '../../../lambdas/core/protect/deidentify-payload.ts';
import { PROFILES, type ProfileName } from '../../../lambdas/core/protect/profiles.ts';
import type { DeidentifyRules } from '../../../lambdas/core/protect/replacer.ts';
import { seededNumbers } from '../../../lambdas/core/protect/surrogates/random-numbers.ts';
import { Surrogates } from '../../../lambdas/core/protect/surrogates/surrogates.ts';
import { createTokenMaker } from '../../../lambdas/core/protect/tokens.ts';
import { isIdentifierLabel } from '../../../lambdas/core/scan/labels.ts';
import { parseOrThrow, scanPayload } from '../scan/support/scan-text.ts';
import { note, person, SAMPLES, standsIn } from './people.ts';

const SETS = ['4f7kq2m9x0c1v8b3n6h5g4d2sa', 'b3n6h5g4d2sa4f7kq2m9x0c1v8'] as const;
const YEAR = /^(?:19|20)\d{2}$/;
const FORM = 'application/x-www-form-urlencoded';
const read = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

function rules(profile: ProfileName, changes: Partial<DeidentifyRules> = {}): DeidentifyRules {
  return {
    profile,
    careContext: false,
    thisYear: 2026,
    makeToken: createTokenMaker(SETS[0]),
    surrogates: new Surrogates(seededNumbers('test')),
    ...changes,
  };
}

function output(body: string, type: string, profile: ProfileName, changes = {}): string {
  const result = deidentifyPayload(Buffer.from(body), type, rules(profile, changes));
  if (result.kind !== 'deidentified') throw new Error(result.reason);
  return read(result.bytes);
}

/** The values that a scan finds in a body. */
function valuesOf(body: string, type: string): string[] {
  const payload = parseOrThrow(body, type);
  return scanPayload(payload)
    .findings.filter(({ label }) => isIdentifierLabel(label))
    .map(({ segment, start, end }) => payload.segments[segment]?.text.slice(start, end) ?? '');
}

/** How a value may stand in a payload: as it is, and in each encoding that a format or a sender uses. */
function encodings(value: string): string[] {
  const bytes = Buffer.from(value);
  // In base64 only whole groups of three bytes are sure to look the same.
  const base64 = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1),
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll('%20', '+'),
    ...(bytes.length >= 9 ? [base64, bytes.toString('hex')] : []),
  ];
}

/**
 * The shape of a payload. A field of HL7 v2 that became empty is no value any more, so there its lines and their
 * separators are counted.
 */
function shapeOf(body: string, type: string): readonly string[] {
  const { format, segments } = parseOrThrow(body, type);
  // Nor is a cell of a table that is attached to a form.
  if (format === 'form-data') {
    return segments.filter(({ path }) => !/\/\d+\//.test(path)).map(({ role }) => role);
  }
  if (format !== 'hl7v2') return segments.map(({ role }) => role);
  return body
    .split(/[\r\n]+/)
    .map((line) => `${line.slice(0, 3)} ${String(line.split('|').length)}`);
}

function expectDeidentified(body: string, type: string, profile: ProfileName): void {
  const text = output(body, type, profile);
  const again = parseOrThrow(text, type);
  expect(again.format).toBe(parseOrThrow(body, type).format);
  expect(shapeOf(text, type)).toEqual(shapeOf(body, type));
  const everything = [text, ...again.segments.map((segment) => segment.text)];
  // A year that stands alone may stay (45 CFR 164.514(b)(2)(i)(C)).
  const values = valuesOf(body, type).filter((value) => value.length > 3 && !YEAR.test(value));
  for (const value of values) {
    for (const encoded of encodings(value)) {
      expect(everything.some((part) => standsIn(part, encoded))).toBe(false);
    }
  }
  if (profile !== 'surrogate') expect(valuesOf(text, type)).toEqual([]);
}

describe.each(PROFILES)('de-identification by the profile %s', (profile) => {
  it('leaves nothing in the sample payloads, or refuses them', () => {
    let done = 0;
    for (const { contentType, body } of SAMPLES) {
      const result = deidentifyPayload(Buffer.from(body), contentType, rules(profile));
      if (result.kind === 'refused') {
        expect(['unsupported_format', 'unreadable_part']).toContain(result.reason);
        continue;
      }
      expectDeidentified(body, contentType, profile);
      done += 1;
    }
    expect(done).toBeGreaterThan(30);
  });

  it('leaves nothing in generated JSON', () => {
    fc.assert(
      fc.property(person, note, fc.json({ maxDepth: 2 }), (p, write, extra) => {
        // A name that has something encoded in it is an unreadable part, and refused: none of these.
        fc.pre(parseOrThrow(extra, 'application/json').unreadable.length === 0);
        const value = {
          ...p,
          note: write(p),
          [p.email]: JSON.stringify({ inner: write(p) }),
          encoded: Buffer.from(write(p)).toString('base64'),
          extra: JSON.parse(extra) as unknown,
        };
        expectDeidentified(JSON.stringify(value), 'application/json', profile);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves nothing in generated forms', () => {
    fc.assert(
      fc.property(person, note, (p, write) => {
        const fields = {
          ...p,
          mrn: String(p.mrn),
          note: write(p),
          raw: JSON.stringify({ n: write(p) }),
        };
        expectDeidentified(new URLSearchParams(fields).toString(), FORM, profile);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves nothing in generated text', () => {
    fc.assert(
      fc.property(person, fc.array(note, { minLength: 1, maxLength: 5 }), (p, notes) => {
        const text = [`Name: ${p.first_name} ${p.last_name}`, ...notes.map((write) => write(p))];
        expectDeidentified(text.join('\n'), 'text/plain', profile);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves nothing in generated HL7 messages', () => {
    const type = 'x-application/hl7-v2+er7';
    fc.assert(
      fc.property(person, note, (p, write) => {
        const escaped = write(p).replaceAll('\n', '\\.br\\').replaceAll('&', '\\T\\');
        const message = [
          'MSH|^~\\&|APP|SITE|||20240304103000||ADT^A01|MSG1|P|2.5',
          `PID|1||${String(p.mrn)}^^^SITE^MR||${p.last_name}^${p.first_name}||${p.dob.replaceAll('-', '')}|F|||12 Pine St^^Denver^CO^${p.zip}||${p.phone}`,
          `NTE|1||${escaped}`,
        ];
        expectDeidentified(message.join('\r'), type, profile);
      }),
      { numRuns: 30 },
    );
  });
});

describe('de-identification', () => {
  const BODY = JSON.stringify({
    first_name: 'Walter',
    dob: '1984-03-12',
    age: 93,
    zip: '02139',
    mrn: 5518820,
    diagnosis: 'asthma',
    note: 'Walter, seen 3/4/2024 in ZIP 03601',
  });

  it('keeps of dates, ages and ZIP codes what Safe Harbor lets stay', () => {
    expect(JSON.parse(output(BODY, 'application/json', 'safe-harbor'))).toEqual({
      first_name: '[NAME]',
      dob: '1984',
      age: '90+',
      zip: '021**',
      mrn: '[MRN]',
      diagnosis: 'asthma',
      note: '[NAME], seen 2024 in ZIP 000**',
    });
  });

  it('takes a choice for one label', () => {
    const choice = { MRN: 'redact', NAME: 'token' } as const;
    const text = output(BODY, 'application/json', 'safe-harbor', { choice });
    expect(JSON.parse(text)).toMatchObject({
      first_name: `tok_name_${SETS[0]}_1`,
      mrn: '',
      note: `tok_name_${SETS[0]}_1, seen 2024 in ZIP 000**`,
    });
  });

  it('gives tokens that no two payloads share', () => {
    const [first = '', second = ''] = SETS.map((set) =>
      output(BODY, 'application/json', 'token', { makeToken: createTokenMaker(set) }),
    );
    const tokens = (text: string) => new Set(text.match(/tok_[a-z0-9_]+/g));
    expect(tokens(first).size).toBeGreaterThan(4);
    for (const token of tokens(first)) expect(second).not.toContain(token);
  });

  it('keeps the names of fields apart', () => {
    const body = JSON.stringify({
      'a.roe@example.org': 1,
      'b.roe@example.org': 2,
      c: 'a.roe@example.org',
    });
    for (const profile of PROFILES) {
      const value = JSON.parse(output(body, 'application/json', profile)) as object;
      expect(Object.values(value).slice(0, 2)).toEqual([1, 2]);
    }
    expect(Object.keys(JSON.parse(output(body, 'application/json', 'redact')) as object)).toEqual([
      '[EMAIL]',
      '[EMAIL_2]',
      'c',
    ]);
  });

  it('keeps every byte of a payload in which nothing is found', () => {
    const body = '{ "b" : 1,\n "a": "asthma" }';
    expect(output(body, 'application/json', 'safe-harbor')).toBe(body);
  });

  it('counts what it replaced, by label', () => {
    const result = deidentifyPayload(Buffer.from(BODY), 'application/json', rules('safe-harbor'));
    expect(result).toMatchObject({
      kind: 'deidentified',
      format: 'json',
      report: { classification: 'phi' },
      replaced: { NAME: 2, DATE: 2, AGE90: 1, ZIP: 2, MRN: 1 },
    });
  });

  it('finds more where the source means care', () => {
    const body = 'Roe, Jane - 10:30';
    const open = output(body, 'text/plain', 'mask', { careContext: true });
    expect(valuesOf(open, 'text/plain')).toEqual([]);
  });

  it.each([
    ['a type that is not read', '%PDF-1.7', 'application/pdf', 'unsupported_format'],
    ['malformed JSON', '{"first_name":"Walter"', 'application/json', 'malformed'],
    [
      'a NUL between letters',
      JSON.stringify({ n: 'W\0a\0l\0' }),
      'application/json',
      'invalid_encoding',
    ],
    [
      'a file inside a value',
      JSON.stringify({
        first_name: 'Walter',
        file: `data:image/png;base64,${'iVBORw0KGgoAAAANSUhEUgAA'.repeat(9)}`,
      }),
      'application/json',
      'unreadable_part',
    ],
  ])('refuses %s', (_, body, type, reason) => {
    const result = deidentifyPayload(Buffer.from(body), type, rules('safe-harbor'));
    expect(result).toEqual({ kind: 'refused', reason });
  });
});
