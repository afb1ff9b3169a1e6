import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vendorStatus } from '../../../lambdas/core/registry/baa-state.ts';
import { checkEntry } from '../../../lambdas/core/registry/check-entry.ts';

const lines = readFileSync(new URL('../../../policy/vendors.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const NOW = new Date('2026-11-25T12:00:00Z');
const vendors = lines.map((line) => {
  const checked = checkEntry('vendor', JSON.parse(line), NOW);
  if (!checked.ok) throw new TypeError(JSON.stringify(checked.problems));
  return checked.entry;
});

/** Words that would promise what only a signed agreement can. */
const PROMISE = /\b(?:has a BAA|is (?:HIPAA )?compliant|is covered|safe for PHI)\b/i;

describe('the vendors that a deployment starts with', () => {
  it('are the ones that companies in this field use', () => {
    expect(vendors.map(({ id }) => id)).toEqual([
      ...['sendgrid', 'twilio', 'mailchimp', 'hubspot', 'whatsapp', 'google-workspace'],
      ...['microsoft-365', 'gmail-consumer', 'outlook-consumer', 'yahoo-consumer', 'luxsci'],
      ...['paubox', 'mailhippo', 'virtru', 'tigerconnect', 'imprivata-cortext', 'halo-health'],
      ...['spok', 'cartboss', 'amazon-ses'],
    ]);
  });

  it.each(vendors)('$id is unverified: its agreement is for the company to enter', (vendor) => {
    expect(vendor.baa).toBeUndefined();
    expect(vendorStatus(vendor, NOW)).toBe('unverified');
  });

  it.each(vendors)('$id has public facts with their source, and no promise', ({ notes = [] }) => {
    expect(notes.length).toBeGreaterThan(0);
    for (const { says, source } of notes) {
      expect(says).not.toMatch(PROMISE);
      expect(source).toMatch(/^https:/);
    }
  });
});
