import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deidentify } from '../../../lambdas/core/protect/deidentify.ts';
import { deidentifyWhole } from '../../../lambdas/core/protect/deidentify-whole.ts';
import { createTokenMaker } from '../../../lambdas/core/protect/tokens.ts';
import type { Finding, ScanReport } from '../../../lambdas/core/scan/finding.ts';
import { parseOrThrow, scanPayload } from '../scan/support/scan-text.ts';

const JSON_TYPE = 'application/json';
const makeToken = () => createTokenMaker('4f7kq2m9x0c1v8b3n6h5g4d2sa');

/** With a report that a scanner made which missed something. */
function clean(body: string, type: string, change = (report: ScanReport) => report) {
  const payload = parseOrThrow(body, type);
  const report = change(scanPayload(payload));
  return deidentifyWhole({ payload, report }, false, makeToken());
}
const without = (missed: Finding['label']) => (report: ScanReport) => ({
  ...report,
  findings: report.findings.filter(({ label }) => label !== missed),
});

const FORM = JSON.stringify({ first_name: 'Walter', mrn: 5518820, diagnosis: 'asthma' });

const FORM_TYPE = 'application/x-www-form-urlencoded';
function placeOf(body: string, value: string): { segment: number; start: number } {
  const { segments } = parseOrThrow(body, FORM_TYPE);
  const segment = segments.findIndex(({ text }) => text.includes(value));
  return { segment, start: segments[segment]?.text.indexOf(value) ?? -1 };
}

describe('a payload that is de-identified', () => {
  it('is what replacing made of it where nothing is found in that', () => {
    const payload = parseOrThrow(FORM, JSON_TYPE);
    const once = deidentify(payload, scanPayload(payload), makeToken());
    expect(clean(FORM, JSON_TYPE)).toEqual({ ...once, contentType: JSON_TYPE });
  });

  it('is replaced once more where something is found the second time', () => {
    const result = clean(FORM, JSON_TYPE, without('MRN'));
    const text = Buffer.from(result?.bytes ?? []).toString();
    expect(text).toContain('asthma');
    expect(text).not.toMatch(/Walter|5518820/);
    expect(result?.tokens.map(({ value }) => value).toSorted()).toEqual(['5518820', 'Walter']);
    expect(new Set(result?.tokens.map(({ token }) => token)).size).toBe(2);
  });

  it('is clean where a token came to stand between the letters of an id', () => {
    const id = 'signature=7c96123456789012f';
    const value = '123456789012';
    const result = clean(`${id}&note=Walter has asthma`, FORM_TYPE, (report) => {
      const { segment, start } = placeOf(id, value);
      const found: Finding = {
        ...{ label: 'ACCOUNT', recogniser: 'account', segment, path: '', score: 1 },
        ...{ start, end: start + value.length },
      };
      return { ...report, findings: [found] };
    });
    expect(Buffer.from(result?.bytes ?? []).toString()).toMatch(
      /=7c96\w*tok_account_[0-9a-z]{26}_\d+f?&note=tok_name/,
    );
  });

  it('is replaced once more where something is found beside a token, not in it', () => {
    const result = clean(
      '{"note":"Walter Grace has asthma, SSN 591-52-4422"}',
      JSON_TYPE,
      without('SSN'),
    );
    const text = Buffer.from(result?.bytes ?? []).toString();
    expect(text).toMatch(/tok_name_.{1,60} has asthma, SSN tok_ssn_/);
  });

  it('is none where less can be read of it than before', () => {
    const payload = parseOrThrow(FORM, JSON_TYPE);
    const report = scanPayload(payload);
    // PHI in a form that nobody reads: base64 of a packed file, as a value and as a name.
    const packed = gzipSync(Buffer.from(`Walter has asthma ${'.'.repeat(40)}`)).toString('base64');
    for (const body of [{ note: `\u0001${packed}` }, { [packed]: 1 }]) {
      const rewrite = () => Buffer.from(JSON.stringify(body));
      expect(parseOrThrow(rewrite().toString(), JSON_TYPE).unreadable.length).toBeGreaterThan(0);
      const first = { payload: { ...payload, rewrite }, report };
      expect(deidentifyWhole(first, false, makeToken())).toBeUndefined();
    }
  });

  it('is none where what comes out cannot be read again', () => {
    const body = 'x"Hello,\nplease note: SSN: 591-52-4422, diabetes."|id\na|b';
    expect(clean(body, 'text/csv')).toBeUndefined();
  });

  it('is none where something is found each time', () => {
    const payload = parseOrThrow(FORM, JSON_TYPE);
    const report = scanPayload(payload);
    // What it is rewritten to has the same in it again.
    const stubborn = { ...payload, rewrite: () => Buffer.from(FORM) };
    const first = { payload: stubborn, report };
    let made = 0;
    const names = ['Walter', 'Barbara', 'Thomas', 'Elena', 'Samuel', 'Grace'];
    const result = deidentifyWhole(first, false, () => names[made++ % names.length] ?? 'Walter');
    expect(result).toBeUndefined();
  });
});
