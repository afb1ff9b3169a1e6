import type { AccessKey } from '../../../lambdas/core/registry/access-key.ts';
import type { Destination } from '../../../lambdas/core/registry/destination.ts';
import type { Source } from '../../../lambdas/core/registry/source.ts';
import type { Vendor } from '../../../lambdas/core/registry/vendor.ts';

export const AGREEMENT: NonNullable<Vendor['baa']> = {
  evidence: 'contracts/2026/mail-relay.pdf',
  signedOn: '2026-01-10',
  effectiveOn: '2026-02-01',
  expiresOn: '2027-01-31',
  reviewOn: '2026-11-01',
  noticeDays: 10,
  isAgent: false,
  coveredServices: ['mail', 'webhooks'],
  contact: 'privacy desk',
};

export const VENDOR: Vendor = {
  id: 'mail-relay',
  name: 'Mail relay',
  baa: AGREEMENT,
  planTier: 'enterprise',
  dataAllowed: ['none', 'identifier', 'phi'],
  subcontractors: ['a cloud'],
  notes: [
    { says: 'Signs on paid plans.', source: 'https://vendor.example/hipaa', asOf: '2026-01-01' },
  ],
};

export const SOURCE: Source = {
  id: 'intake',
  entityId: 'mercy-hospital',
  scheme: 'standard-webhooks',
  secretRef: 'cordon/source/intake',
  careContext: true,
  part2: true,
  purpose: 'clinical',
  destinationIds: ['ehr'],
  maxBodyBytes: 1024,
};

export const DESTINATION: Destination = {
  id: 'ehr',
  lane: 'clinical',
  url: 'https://ehr.example/hooks',
  secretRef: 'cordon/destination/clinical/ehr',
  vendorId: 'mail-relay',
};

export const KEY: AccessKey = {
  id: 'mk_newsletter1',
  entityId: 'mercy-hospital',
  holder: 'newsletter program',
  secrets: [{ hash: 'a'.repeat(64) }],
  use: { kind: 'send', lane: 'marketing', purposes: ['marketing'], channels: ['email'] },
};
