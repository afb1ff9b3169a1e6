import { describe, expect, it } from 'vitest';
import { found, parseOrThrow, scanPayload } from './support/scan-text.ts';

describe('a key that holds a value', () => {
  it.each<[unknown, string]>([
    [{ hits: { 'ip_10.20.30.40': 1 } }, 'IP 10.20.30.40'],
    [{ visits: { 'born-12-03-84': 1 } }, 'DATE 12-03-84'],
    [{ calls: { 'x_303-555-0142': 1 } }, 'PHONE 303-555-0142'],
    [{ seen: { 'ssn_219-09-9999': 1 } }, 'SSN 219-09-9999'],
    [{ patients: { Mara_Lindqvist: { x: 1 } } }, 'NAME Mara_Lindqvist'],
    [{ patients: { 'Mara Lindqvist': 1 } }, 'NAME Mara Lindqvist'],
    [{ patients: { 'Lindqvist, Mara': 1 } }, 'NAME Lindqvist, Mara'],
    [{ Mara_Lindqvist: { x: 1 } }, 'NAME Mara_Lindqvist'],
    [{ patients: { '\u7530\u4e2d_\u592a\u90ce': 1 } }, 'NAME \u7530\u4e2d_\u592a\u90ce'],
    [{ patients: { 'dr_\u0395': 1 } }, 'NAME dr_\u0395'],
    [{ patients: { 'roe_m\xaa': 1 } }, 'NAME roe_m\xaa'],
    [{ patients: { '\uff2dara_\uff2cindqvist': 1 } }, 'NAME \uff2dara_\uff2cindqvist'],
  ])('%j loses %s', (value, expected) => {
    const lines = found(value).map((line) => line.replace(/ \/\S*/, ''));
    expect(lines).toContain(expected);
  });

  it('is no path either', () => {
    const body = JSON.stringify({ patients: { Mara_Lindqvist: { mrn: '5518820' } } });
    const paths = scanPayload(parseOrThrow(body)).findings.map(({ path }) => path);
    expect(paths).toContain('/patients/{}/mrn');
    expect(JSON.stringify(paths)).not.toMatch(/Mara|Lindqvist/);
  });

  it('gives the name that is found again', () => {
    expect(found({ patients: { Mara_Lindqvist: 1 }, note: 'Lindqvist called' })).toContain(
      'NAME /note Lindqvist',
    );
  });

  it.each<unknown>([
    { patients: { First_Visit: 1, total_count: 2 } },
    { Billing_Address: { x: true } },
    { Order_Items: { x: true } },
    { sha256: 1, oauth2: 1, utf8mb4: 1, address_line_1: '', hba1c: 1 },
    { Visit_Summary: { x: true } },
    { Mara_Lindqvist: 1 },
  ])('%j has ordinary names', (value) => {
    expect(found(value).filter((line) => /^(?:NAME|DATE|IP|PHONE|GEO)/.test(line))).toEqual([]);
  });
});
