import { hashSecret } from '../../../lambdas/core/send/sender-credential.ts';
import type { Lane, Purpose } from '../../../lambdas/core/vocabulary.ts';
import type {
  AccessKey,
  Destination,
  Source,
  Template,
  Vendor,
} from '../../../lambdas/ports/registry.ts';

export interface RegistryEntries {
  readonly sources: Map<string, Source>;
  readonly destinations: Map<string, Destination>;
  readonly vendors: Map<string, Vendor>;
  readonly keys: Map<string, AccessKey>;
  readonly templates: Map<string, Template>;
  readonly secrets: ReadonlyMap<string, readonly string[]>;
}

export const INTAKE_SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
export const CALENDLY_SECRET = 'calendly signing key';
export const SINK_SECRETS = {
  'marketing-sink': `whsec_${Buffer.alloc(24, 2).toString('base64')}`,
  'clinical-sink': `whsec_${Buffer.alloc(24, 3).toString('base64')}`,
} as const;

const secretOf = (letter: string): string => letter.repeat(43);
/** Credentials as senders present them. */
export const KEYS = {
  marketing: `mk_marketing1.${secretOf('m')}`,
  clinical: `ck_clinical01.${secretOf('c')}`,
  audit: `ak_auditor001.${secretOf('a')}`,
  officer: `ok_officer001.${secretOf('o')}`,
} as const;

/** A hospital's intake form that goes to both lanes, and the keys of its senders. */
export function sampleRegistry(): RegistryEntries {
  const source = (id: string, scheme: string): Source => ({
    id,
    entityId: 'mercy-hospital',
    scheme,
    secretRef: `source/${id}`,
    careContext: true,
    purpose: 'clinical',
    destinationIds: ['clinical-sink', 'marketing-sink'],
    maxBodyBytes: 64 * 1024,
  });
  const vendor = (id: string): Vendor => ({
    id,
    name: id,
    baa: {
      evidence: 'contract',
      signedOn: '2026-01-01',
      effectiveOn: '2026-01-01',
      expiresOn: '2026-12-31',
      isAgent: false,
      coveredServices: ['webhooks'],
    },
  });
  const destination = (id: 'marketing-sink' | 'clinical-sink'): Destination => ({
    id,
    lane: id === 'marketing-sink' ? 'marketing' : 'clinical',
    url: `https://${id}.example/hooks`,
    secretRef: `destination/${id}`,
    vendorId: `${id}-vendor`,
  });
  const key = (credential: string, use: AccessKey['use']): AccessKey => {
    const [id = '', secret = ''] = credential.split('.');
    return { id, entityId: 'mercy-hospital', secrets: [{ hash: hashSecret(secret) }], use };
  };
  const sender = (lane: Lane, ...purposes: Purpose[]): AccessKey['use'] => ({
    ...{ kind: 'send', lane, purposes, channels: ['email'] },
  });
  // Every purpose, so that what is refused is refused by policy; the first is the one meant by default.
  const marketing = sender(
    'marketing',
    'marketing',
    'general_business',
    'clinical',
    'device_alert',
  );
  const clinical = sender('clinical', 'clinical', 'device_alert', 'general_business', 'marketing');
  return {
    sources: byId([
      source('intake', 'standard-webhooks'),
      source('calendly-intake', 'calendly'),
      { ...source('newsletter', 'standard-webhooks'), careContext: false, purpose: 'marketing' },
    ]),
    destinations: byId([destination('marketing-sink'), destination('clinical-sink')]),
    vendors: byId(
      [
        ...['marketing-sink-vendor', 'clinical-sink-vendor'],
        ...['amazon-ses', 'twilio', 'whatsapp', 'push-service'],
      ].map(vendor),
    ),
    templates: new Map(),
    keys: byId([
      key(KEYS.marketing, marketing),
      key(KEYS.clinical, clinical),
      key(KEYS.audit, { kind: 'audit' }),
      key(KEYS.officer, { kind: 'officer' }),
    ]),
    secrets: new Map<string, readonly string[]>([
      ['source/intake', [INTAKE_SECRET]],
      ['source/newsletter', [INTAKE_SECRET]],
      ['source/calendly-intake', [CALENDLY_SECRET]],
      ['destination/marketing-sink', [SINK_SECRETS['marketing-sink']]],
      ['destination/clinical-sink', [SINK_SECRETS['clinical-sink']]],
    ]),
  };
}

function byId<T extends { readonly id: string }>(entries: readonly T[]): Map<string, T> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}
