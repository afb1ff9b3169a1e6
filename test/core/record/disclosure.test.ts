import { describe, expect, it } from 'vitest';
import { CSV_HEADER, csvRow } from '../../../lambdas/core/record/record-csv.ts';
import { disclosureOf } from '../../../lambdas/core/record/disclosure.ts';
import type { DecisionRecord } from '../../../lambdas/core/record/decision-record.ts';
import { keptBecause, retentionEnd } from '../../../lambdas/core/record/retention.ts';
import { sampleDecision } from '../../adapters/aws/samples.ts';

const person = `prs_${'a'.repeat(26)}`;
const sent = (over: Partial<DecisionRecord> = {}) =>
  sampleDecision({
    person,
    purpose: 'general_business',
    disposition: 'encrypted',
    classification: 'phi',
    ...over,
  });

describe('an accounting of disclosures (45 CFR 164.528)', () => {
  it('lists date, recipient, what and purpose, and no value', () => {
    const record = sent();
    expect(disclosureOf(record)).toEqual({
      date: record.decidedAt,
      recipient: 'marketing-sink',
      what: 'CONDITION, DATE, NAME',
      purpose: 'general_business',
      decision: record.decisionId,
    });
  });

  it.each<[string, Partial<DecisionRecord>]>([
    ['held for review', { disposition: 'quarantine' }],
    ['refused', { disposition: 'block' }],
    ['scheduled, until it is due', { scheduledFor: '2026-12-01T00:00:00.000Z' }],
    ['de-identified', { disposition: 'deidentified' }],
    ['without PHI', { classification: 'none' }],
    ['of nobody in particular', { classification: 'health' }],
  ])('does not list what was %s', (_, over) => {
    expect(disclosureOf(sent(over))).toBeUndefined();
  });

  it('lists what shadow mode let pass, whatever policy says', () => {
    const shadow = { enforced: 'as_is', since: '2026-01-01T00:00:00Z' } as const;
    expect(disclosureOf(sent({ disposition: 'block', shadow }))).toBeDefined();
  });

  it.each<[string, Partial<DecisionRecord>, RegExp | undefined]>([
    ['to the person', { personIs: 'recipient' }, /164\.528\(a\)\(1\)\(ii\)/],
    ['for care', { purpose: 'clinical' }, /164\.528\(a\)\(1\)\(i\)/],
    ['about a device', { purpose: 'device_alert' }, /164\.528\(a\)\(1\)\(i\)/],
    ['about the person to another', { personIs: 'subject' }, undefined],
    [
      'for marketing, whose authorization is not in the record',
      { purpose: 'marketing' },
      undefined,
    ],
    ['of what nobody could read', { classification: 'unknown' }, undefined],
  ])('says whether what went %s may be left out', (_, over, reason) => {
    const excluded = disclosureOf(sent(over))?.excluded;
    if (reason === undefined) expect(excluded).toBeUndefined();
    else expect(excluded).toMatch(reason);
  });
});

describe('retention (45 CFR 164.316(b)(2)(i))', () => {
  it('ends after six calendar years, leap days included', () => {
    expect(retentionEnd(new Date('2030-02-28T12:00:00Z'))).toBe('2024-02-28T12:00:00.000Z');
    expect(retentionEnd(new Date('2030-03-01T00:00:00Z'))).toBe('2024-03-01T00:00:00.000Z');
  });

  it('keeps what is younger to the millisecond', () => {
    const record = sampleDecision({ decidedAt: '2020-03-01T10:00:00.000Z' });
    const keptAt = (now: string) =>
      keptBecause(record, retentionEnd(new Date(now)), [], new Date(now));
    expect(keptAt('2026-03-01T10:00:00.000Z')).toBe('too young');
    expect(keptAt('2026-03-01T10:00:00.001Z')).toBeUndefined();
  });
});

describe('a record as a row for a spreadsheet', () => {
  it('has one cell for each column, quoted where it must be', () => {
    const row = csvRow(sampleDecision({ reasonCode: 'a "reason", two' }));
    expect(row).toContain('"a ""reason"", two"');
    expect(row.endsWith('\r\n')).toBe(true);
    const cells = (line: string) => line.replaceAll(/"(?:[^"]|"")*"/g, 'x').split(',').length;
    expect(cells(row)).toBe(cells(CSV_HEADER));
  });

  it('tells what was done from what policy says, and who approved it', () => {
    const since = '2026-03-01T00:00:00Z';
    const shadow = { enforced: 'as_is', since, override: 'privacy officer' } as const;
    const held = sampleDecision({ disposition: 'block' });
    expect(csvRow(held)).toContain(',block,block,,');
    expect(csvRow({ ...held, shadow })).toContain(',block,as_is,privacy officer,');
  });

  // A spreadsheet trims what stands before a formula, and some read wide letters as the narrow ones.
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@x',
    ' =1+1',
    '\u00a0=1+1',
    '\ufeff=1+1',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
  ])('%s is no formula', (reasonCode) => {
    expect(csvRow(sampleDecision({ reasonCode }))).toContain(`,'${reasonCode},`);
  });
});
