import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import type { ParsedPayload } from '../../../lambdas/core/parse/parsed.ts';
import { deidentify, maskText } from '../../../lambdas/core/protect/deidentify.ts';
import { createTokenMaker, TokenSetIdError } from '../../../lambdas/core/protect/tokens.ts';
import { isIdentifierLabel } from '../../../lambdas/core/scan/labels.ts';
import { parseOrThrow, scanPayload, scanText } from '../scan/support/scan-text.ts';
import { note, person, SAMPLES, standsIn } from './people.ts';

const SET_ID = '4f7kq2m9x0c1v8b3n6h5g4d2sa';
const decode = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const clean = (payload: ParsedPayload) =>
  deidentify(payload, scanPayload(payload), createTokenMaker(SET_ID));

/** What every de-identification must hold, whatever was in the payload. */
function expectClean(payload: ParsedPayload, type: string): void {
  const { bytes, tokens } = clean(payload);
  const again = parseOrThrow(bytes, type);
  expect(again.segments.length).toBe(payload.segments.length);
  const text = again.segments.map((segment) => segment.text).join('\n');
  for (const { value } of tokens) {
    // Two letters or a single digit stand in other words too; longer values are gone as words.
    if (value.length < 4) continue;
    expect(standsIn(text, value)).toBe(false);
  }
  const left = scanPayload(again).findings.filter(({ label }) => isIdentifierLabel(label));
  expect(left.map(({ label, recogniser, path }) => ({ label, recogniser, path }))).toEqual([]);
}

const samples = SAMPLES.filter(
  ({ name, contentType }) => name.endsWith('-phi.json') && !contentType.startsWith('multipart'),
);

describe('de-identification', () => {
  it.each(samples)('leaves no identifier in $name and keeps it valid', ({ contentType, body }) => {
    expectClean(parseOrThrow(body, contentType), contentType);
  });

  const document = fc.tuple(person, note, fc.json({ maxDepth: 2 })).map(([p, write, extra]) => ({
    ...p,
    note: write(p),
    [p.email]: JSON.stringify({ inner: write(p) }),
    extra: JSON.parse(extra) as unknown,
  }));

  it('leaves nothing that was found in generated JSON', () => {
    fc.assert(
      fc.property(document, (value) => {
        expectClean(parseOrThrow(JSON.stringify(value)), 'application/json');
      }),
      { numRuns: 150 },
    );
  });

  it('leaves nothing that was found in generated forms', () => {
    fc.assert(
      fc.property(person, note, (p, write) => {
        const fields = {
          ...p,
          mrn: String(p.mrn),
          note: write(p),
          raw: JSON.stringify({ p, n: write(p) }),
        };
        const type = 'application/x-www-form-urlencoded';
        expectClean(parseOrThrow(new URLSearchParams(fields).toString(), type), type);
      }),
      { numRuns: 100 },
    );
  });

  it('gives each distinct value one token, wherever it stands', () => {
    const payload = parseOrThrow(
      '{"email":"a.roe@example.org","copy":"a.roe@example.org","other":"b.roe@example.org"}',
    );
    const { bytes, tokens } = clean(payload);
    expect(tokens.map(({ value, label }) => [value, label])).toEqual([
      ['a.roe@example.org', 'EMAIL'],
      ['b.roe@example.org', 'EMAIL'],
    ]);
    const value = JSON.parse(decode(bytes)) as Record<string, string>;
    expect(value['email']).toBe(value['copy']);
    expect(value['email']).toBe(`tok_email_${SET_ID}_1`);
    expect(value['other']).toBe(`tok_email_${SET_ID}_2`);
  });

  it('keeps health information: without identifiers it is nobody’s', () => {
    const payload = parseOrThrow('{"name":"Ada Roe","email":"a@example.org","diagnosis":"asthma"}');
    expect(decode(clean(payload).bytes)).toContain('"diagnosis":"asthma"');
  });

  it('can be undone by whoever holds the tokens, and by nobody else', () => {
    const body = '{"first_name":"Walter","note":"Walter has asthma, 303-555-0121"}';
    const { bytes, tokens } = clean(parseOrThrow(body));
    const restored = tokens.reduce(
      (text, { token, value }) => text.replaceAll(token, value),
      decode(bytes),
    );
    expect(restored).toBe(body);
  });

  it('does not take tokens and masks for identifiers', () => {
    const token = createTokenMaker(SET_ID)('NAME');
    const value = {
      first_name: token,
      dob: '[DATE]',
      mrn: `${token} ${token}`,
      note: `Dear ${token}, MRN: ${token}`,
    };
    const payload = parseOrThrow(JSON.stringify(value));
    expect(clean(payload).tokens).toEqual([]);
  });

  it('finds what stands beside a token', () => {
    const token = createTokenMaker(SET_ID)('NAME');
    const payload = parseOrThrow(JSON.stringify({ first_name: `${token} Walter` }));
    expect(clean(payload).tokens.map(({ value }) => value)).toEqual(['Walter']);
  });
});

describe('tokens', () => {
  it.each(['', 'short', '4f7kq2m9x0c1v8b3n6h5g4d2sA', 'jane.roe@example.org012345'])(
    'are not made from %j, which is no random set id',
    (setId) => {
      expect(() => createTokenMaker(setId)).toThrow(TokenSetIdError);
    },
  );

  it('name their label and never repeat', () => {
    const make = createTokenMaker(SET_ID);
    expect([make('NAME'), make('HEALTH_PLAN_ID')]).toEqual([
      `tok_name_${SET_ID}_1`,
      `tok_health_plan_id_${SET_ID}_2`,
    ]);
  });
});

describe('masking a text', () => {
  it('shows labels in place of identifiers', () => {
    const text = 'Dr. Jane Roe, MRN 5518820, asthma';
    expect(maskText(text, scanText(text).findings)).toBe('[NAME], MRN [MRN], asthma');
  });
});
