import { describe, expect, it } from 'vitest';
import { MAX_VALUES } from '../../../lambdas/core/scan/recognisers/propagate.ts';
import { parseOrThrow, scanPayload } from './support/scan-text.ts';

/** Seconds of CPU that a scan of the value takes. */
function cpuOf(value: unknown): number {
  const payload = parseOrThrow(JSON.stringify(value));
  const started = process.cpuUsage();
  scanPayload(payload, true);
  return process.cpuUsage(started).user / 1e6;
}

const letters = (index: number): string =>
  [index % 26, Math.floor(index / 26) % 26, Math.floor(index / 676) % 26]
    .map((code) => String.fromCharCode(97 + code))
    .join('');

describe('values found once, in hostile numbers', () => {
  it('cost no more where thousands of them begin with the same words', () => {
    const people = Array.from({ length: 1990 }, (_, index) => ({
      first_name: `Zu Zu Zu Zu Zu Zu Zu X${letters(index)}`,
    }));
    expect(cpuOf({ people, note: 'zu '.repeat(200_000) })).toBeLessThan(8);
  }, 60_000);

  it('cost no more where thousands of numbers begin alike and the text could be any of them', () => {
    const records = Array.from({ length: 5000 }, (_, index) => ({
      mrn: `1111${String(index).padStart(5, '0')}`,
    }));
    expect(cpuOf({ records, note: '1 '.repeat(400_000) })).toBeLessThan(8);
  }, 60_000);

  it('cost no more beside numbers of thousands of digits', () => {
    const records = Array.from({ length: 1900 }, (_, index) => ({
      mrn: `9${String(index * 7919 + 10_000_019).slice(-8)}`,
      order: '12'.repeat(2000),
    }));
    expect(cpuOf(records)).toBeLessThan(8);
  }, 60_000);

  it('are all looked for, or the document is not wholly read', () => {
    const records = (count: number) => ({
      records: Array.from({ length: count }, (_, index) => ({ mrn: `M-${String(1e6 + index)}` })),
      note: `see ${String(1e6 + count - 1)}, then M ${String(1e6 + count - 1)}`,
    });
    const few = parseOrThrow(JSON.stringify(records(3000)));
    const read = scanPayload(few);
    expect(read.unreadable).toEqual([]);
    expect(read.findings.some(({ path }) => path === '/note')).toBe(true);
    const many = scanPayload(parseOrThrow(JSON.stringify(records(MAX_VALUES + 1))));
    expect(many.unreadable).toEqual([{ path: '', reason: 'too_many_values' }]);
  }, 60_000);
});

describe('paths below a name that identifies somebody', () => {
  it('are blanked in a time that does not grow with depth times length', () => {
    let value: unknown = Array.from({ length: 20_000 }, () => 'a@b.example');
    for (let level = 0; level < 60; level++)
      value = { [`k${letters(level)}`.padEnd(64, 'x')]: value };
    expect(cpuOf({ 'a@b.example': value })).toBeLessThan(6);
  }, 60_000);

  it('show a blank for that name alone', () => {
    const payload = parseOrThrow(
      '{"Walter":{"x":"[{\\"Walter\\":{\\"mrn\\":\\"M-5518820\\"}}]","first_name":"Walter"}}',
    );
    const paths = scanPayload(payload).findings.map(({ path }) => path);
    expect(paths).toContain('/{}/x~json/0/{}/mrn');
    expect(paths).toContain('/{}/first_name');
  });
});
