import { SCHEME_NAMES } from '../../../lambdas/core/verify/schemes.ts';
import { describe, expect, it } from 'vitest';
import { checkEntry } from '../../../lambdas/core/registry/check-entry.ts';
import type { RegistryKind } from '../../../lambdas/core/registry/entries.ts';
import { AGREEMENT, DESTINATION, KEY, SOURCE, VENDOR } from './samples.ts';

const NOW = new Date('2026-11-25T12:00:00Z');

const complaints = (kind: RegistryKind, value: unknown): readonly (readonly [string, string])[] => {
  const checked = checkEntry(kind, value, NOW);
  return checked.ok ? [] : checked.problems.map(({ field, reason }) => [field, reason] as const);
};
const withBaa = (over: object) => ({ ...VENDOR, baa: { ...AGREEMENT, ...over } });
const SHADOW = {
  since: '2026-11-01T00:00:00Z',
  until: '2026-12-01T00:00:00Z',
  by: 'privacy office',
  why: 'first weeks',
};

/** A source of mail has no secret. */
const { secretRef: _secretRef, ...OTHERS } = SOURCE;
const MAIL = { ...OTHERS, scheme: 'mail' };

const OVERRIDE = { approvedBy: 'privacy officer', why: 'pilot', until: '2026-11-30T00:00:00Z' };
const NAMES_SOMEBODY = 'seems to name a person or to give a number of one: name an office instead';

describe('an entry', () => {
  it.each<[RegistryKind, object]>([
    ['vendor', VENDOR],
    ['vendor', { id: 'bare', name: 'Bare' }],
    ['source', SOURCE],
    ['source', { ...SOURCE, shadow: SHADOW }],
    ['source', MAIL],
    ['source', { ...MAIL, options: { senders: ['lab.example', 'a.b@lab.example'] } }],
    ['destination', DESTINATION],
    ['destination', { ...DESTINATION, service: 'mail' }],
    ['key', KEY],
    ['key', { ...KEY, use: { ...KEY.use, shadow: SHADOW } }],
    ['key', { ...KEY, use: { ...KEY.use, shadow: { ...SHADOW, override: OVERRIDE } } }],
    ['key', { ...KEY, id: 'ok_officer0001', use: { kind: 'officer' } }],
  ])('of kind %s is accepted as it stands', (kind, value) => {
    expect(checkEntry(kind, value, NOW)).toEqual({ ok: true, entry: value });
  });

  it.each<[string, RegistryKind, unknown, string, string]>([
    [
      'renewal before signature',
      'vendor',
      withBaa({ effectiveOn: '2025-01-01', expiresOn: '2025-12-31' }),
      '/baa/expiresOn',
      'is before signedOn',
    ],
    [
      'an end before its beginning',
      'vendor',
      withBaa({ effectiveOn: '2027-03-01' }),
      '/baa/expiresOn',
      'is before effectiveOn',
    ],
    [
      'a review before signature',
      'vendor',
      withBaa({ reviewOn: '2026-01-09' }),
      '/baa/reviewOn',
      'is before signedOn',
    ],
    [
      'a signature of tomorrow',
      'vendor',
      withBaa({ signedOn: '2026-11-26', reviewOn: '2027-01-01' }),
      '/baa/signedOn',
      'is in the future',
    ],
    [
      'the 30th of February',
      'vendor',
      withBaa({ signedOn: '2026-02-30' }),
      '/baa/signedOn',
      'is not a calendar date (2026-01-31)',
    ],
    [
      'a date that is none',
      'vendor',
      withBaa({ expiresOn: 'soon' }),
      '/baa/expiresOn',
      'is not a calendar date (2026-01-31)',
    ],
    [
      'no evidence',
      'vendor',
      withBaa({ evidence: '' }),
      '/baa/evidence',
      'must have at least 1 characters',
    ],
    [
      'no covered service',
      'vendor',
      withBaa({ coveredServices: [] }),
      '/baa/coveredServices',
      'must have at least 1 entries',
    ],
    [
      'a service named twice',
      'vendor',
      withBaa({ coveredServices: ['mail', 'mail'] }),
      '/baa/coveredServices',
      'names something twice',
    ],
    [
      'more notice than the law has',
      'vendor',
      withBaa({ noticeDays: 61 }),
      '/baa/noticeDays',
      'must be at most 60',
    ],
    [
      'a status, which nobody enters',
      'vendor',
      { ...VENDOR, status: 'active' },
      '',
      'has members that are not known here',
    ],
    [
      'an unknown member further in',
      'vendor',
      withBaa({ renewal: '2027-01-31' }),
      '/baa',
      'has members that are not known here',
    ],
    [
      'an unknown class of data',
      'vendor',
      { ...VENDOR, dataAllowed: ['everything'] },
      '/dataAllowed/0',
      'must be one of: none, identifier, health, phi',
    ],
    [
      'a note without a source',
      'vendor',
      { ...VENDOR, notes: [{ says: 'x', asOf: '2026-01-01' }] },
      '/notes/0/source',
      'is required (string)',
    ],
    [
      'a note of tomorrow',
      'vendor',
      { ...VENDOR, notes: [{ says: 'x', source: 'https://x.example', asOf: '2026-11-26' }] },
      '/notes/0/asOf',
      'is in the future',
    ],
    [
      'an id that could be another key',
      'vendor',
      { ...VENDOR, id: 'a#v000001' },
      '/id',
      'is not lower-case letters, digits and hyphens, at most 63',
    ],
    [
      'a sign that moves the cursor',
      'vendor',
      { ...VENDOR, name: 'A\u001b[2J' },
      '/name',
      'holds control characters',
    ],
    [
      'a sign that moves the cursor, in whose data it is',
      'key',
      { ...KEY, entityId: 'a\u001b[2J' },
      '/entityId',
      'holds control characters',
    ],
    [
      'a destination twice',
      'source',
      { ...SOURCE, destinationIds: ['ehr', 'ehr'] },
      '/destinationIds',
      'names one twice',
    ],
    [
      'an unknown purpose',
      'source',
      { ...SOURCE, purpose: 'research' },
      '/purpose',
      'must be one of: marketing, general_business, clinical, device_alert',
    ],
    [
      'shadow mode that is over',
      'source',
      { ...SOURCE, shadow: { ...SHADOW, until: '2026-11-25T12:00:00Z' } },
      '/shadow/until',
      'is in the past',
    ],
    [
      'shadow mode that nobody will see the end of',
      'source',
      { ...SOURCE, shadow: { ...SHADOW, until: '9999-12-31T00:00:00Z' } },
      '/shadow/until',
      'is more than 90 days ahead',
    ],
    [
      'shadow mode that ends before it begins',
      'source',
      { ...SOURCE, shadow: { ...SHADOW, until: '2026-10-01T00:00:00Z' } },
      '/shadow/until',
      'is not after since',
    ],
    [
      'a place that is not on the web',
      'destination',
      { ...DESTINATION, url: 'ftp://ehr.example' },
      '/url',
      'is not an http(s) URL',
    ],
    [
      'an unknown scheme',
      'source',
      { ...SOURCE, scheme: 'acme' },
      '/scheme',
      `is not a signature scheme: ${SCHEME_NAMES.join(', ')}; of mail it is mail`,
    ],
    [
      'a signing secret of mail',
      'source',
      { ...MAIL, secretRef: 'source/lab' },
      '/secretRef',
      'is of webhooks, not of mail',
    ],
    [
      'a URL that mail is posted to',
      'source',
      { ...MAIL, publicUrl: 'https://hooks.example/lab' },
      '/publicUrl',
      'is of webhooks, not of mail',
    ],
    [
      'an option that mail has not',
      'source',
      { ...MAIL, options: { topics: ['x'] } },
      '/options',
      'has members that are not known here',
    ],
    [
      'a sender who is neither an address nor a domain',
      'source',
      { ...MAIL, options: { senders: ['lab.example', '@lab.example'] } },
      '/options/senders/1',
      'is neither an address nor a domain in small letters',
    ],
    [
      'a sender twice',
      'source',
      { ...MAIL, options: { senders: ['lab.example', 'lab.example'] } },
      '/options/senders',
      'names one twice',
    ],
    [
      'a connection in the clear',
      'destination',
      { ...DESTINATION, url: 'http://ehr.example' },
      '/url',
      'is not https',
    ],
    [
      'no purpose',
      'key',
      { ...KEY, use: { ...KEY.use, purposes: [] } },
      '/use/purposes',
      'must have at least 1 entries',
    ],
    [
      'a channel twice',
      'key',
      { ...KEY, use: { ...KEY.use, channels: ['email', 'email'] } },
      '/use/channels',
      'names something twice',
    ],
    [
      'the prefix of another lane',
      'key',
      { ...KEY, id: 'ck_newsletter1' },
      '/id',
      'does not begin with mk_, as a key of this use does',
    ],
    [
      'a secret instead of its hash',
      'key',
      { ...KEY, secrets: [{ hash: 'hunter2' }] },
      '/secrets/0/hash',
      'is not a SHA-256 in hex',
    ],
    [
      'a second secret for ever',
      'key',
      { ...KEY, secrets: [...KEY.secrets, ...KEY.secrets] },
      '/secrets/1/validUntil',
      'is required for a secret that was rotated',
    ],
    [
      'shadow mode that is over, of a key',
      'key',
      { ...KEY, use: { ...KEY.use, shadow: { ...SHADOW, until: '2026-11-02T00:00:00Z' } } },
      '/use/shadow/until',
      'is in the past',
    ],
    [
      'shadow mode that a person is named as having asked for',
      'source',
      { ...SOURCE, shadow: { ...SHADOW, by: 'Jane Roe' } },
      '/shadow/by',
      NAMES_SOMEBODY,
    ],
    [
      'shadow mode whose reason names a person',
      'source',
      { ...SOURCE, shadow: { ...SHADOW, why: 'Jane Roe complained' } },
      '/shadow/why',
      NAMES_SOMEBODY,
    ],
    [
      'an override approved by a person, which would stand in the ledger',
      'key',
      {
        ...KEY,
        use: {
          ...KEY.use,
          shadow: { ...SHADOW, override: { ...OVERRIDE, approvedBy: 'jane.roe@example.org' } },
        },
      },
      '/use/shadow/override/approvedBy',
      NAMES_SOMEBODY,
    ],
    [
      'an override whose reason gives a number of a person',
      'source',
      { ...SOURCE, shadow: { ...SHADOW, override: { ...OVERRIDE, why: 'MRN 00482913 waits' } } },
      '/shadow/override/why',
      NAMES_SOMEBODY,
    ],
    ['nothing', 'vendor', undefined, '', 'is required (object)'],
    ['a list', 'vendor', [], '', 'must be of type object'],
  ])('with %s is refused with field and reason', (_what, kind, value, field, reason) => {
    expect(complaints(kind, value)).toContainEqual([field, reason]);
  });

  it('is refused without repeating what it holds', () => {
    const bad = { id: 'Jane Roe', name: 7, 'jane@example.org': 1, baa: { signedOn: 'Jane Roe' } };
    expect(JSON.stringify(complaints('vendor', bad))).not.toMatch(/jane/i);
  });
});
