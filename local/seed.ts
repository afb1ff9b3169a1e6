import { readFile } from 'node:fs/promises';
import {
  CreateSecretCommand,
  ResourceExistsException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { same } from '../lambdas/core/registry/changed-fields.ts';
import type { RegistryEntries, RegistryKind } from '../lambdas/core/registry/entries.ts';
import { vendorSchema } from '../lambdas/core/registry/vendor.ts';
import { TEXT_MESSAGE_CHANNELS } from '../lambdas/core/send/text-message.ts';
import { hashSecret, parseCredential } from '../lambdas/core/send/sender-credential.ts';
import type { AccessKey } from '../lambdas/ports/registry.ts';
import type { VersionedStore } from '../lambdas/ports/versioned-store.ts';
import type { DevelopmentCredentials } from './credentials.ts';
import { DEVELOPMENT_ACCOUNTS } from './text-upstream.ts';

/** The covered entity of the development data. */
export const DEVELOPMENT_ENTITY = 'development-hospital';

const MAX_BODY_BYTES = 1024 * 1024;

/** Domains and configuration sets of the two lanes' mail, in development. */
export const DEVELOPMENT_MAIL = {
  clinical: {
    domain: 'care.cordon.example',
    from: 'care-team@care.cordon.example',
    configurationSet: 'cordon-clinical',
    /** For notices of the portal, which say nothing. */
    noticesConfigurationSet: 'cordon-notices',
    tlsPolicy: 'REQUIRE',
  },
  marketing: {
    domain: 'news.cordon.example',
    from: 'hello@news.cordon.example',
    configurationSet: 'cordon-marketing',
    tlsPolicy: 'OPTIONAL',
  },
} as const;

/** The sources one can post to, and what each shows. */
export const DEVELOPMENT_SOURCES = [
  { id: 'intake', scheme: 'standard-webhooks', careContext: true, purpose: 'clinical' },
  { id: 'calendly-intake', scheme: 'calendly', careContext: true, purpose: 'clinical' },
  {
    id: 'newsletter',
    scheme: 'standard-webhooks',
    careContext: false,
    purpose: 'general_business',
  },
] as const;

/** What is publicly known about vendors: no agreement is among it. */
const VENDORS = new URL('../policy/vendors.jsonl', import.meta.url);

/** Puts the development registry and secrets in place. Repeating it changes nothing but the sinks' address. */
export async function seed(
  credentials: DevelopmentCredentials,
  gatewayUrl: string,
  registry: VersionedStore<RegistryEntries>,
  secretsManager: SecretsManagerClient,
): Promise<void> {
  for (const source of DEVELOPMENT_SOURCES) {
    const secretRef = `cordon/source/${source.id}`;
    await putSecret(secretsManager, secretRef, credentials.sources[source.id]);
    await put(registry, 'source', {
      ...source,
      entityId: DEVELOPMENT_ENTITY,
      secretRef,
      destinationIds: ['clinical-sink', 'marketing-sink'],
      maxBodyBytes: MAX_BODY_BYTES,
    });
  }
  // Where replies from the portal go. It has no secret, so that nothing posted to it is ever verified.
  const replies = `portal-${DEVELOPMENT_ENTITY}`;
  await put(registry, 'source', {
    ...{ id: replies, scheme: 'standard-webhooks', careContext: true, purpose: 'clinical' },
    entityId: DEVELOPMENT_ENTITY,
    destinationIds: ['clinical-sink'],
    maxBodyBytes: MAX_BODY_BYTES,
  });
  // The clinical system and who sends what is sent have an agreement; the marketing system has none, and needs none.
  const vendors = {
    ...{ 'clinical-system': 'Clinical system', 'amazon-ses': 'Amazon SES' },
    ...{ twilio: 'Twilio', whatsapp: 'WhatsApp', 'push-service': 'Push service' },
  };
  for (const [id, name] of Object.entries(vendors)) {
    await put(registry, 'vendor', {
      ...{ id, name: `${name} (development)` },
      baa: {
        evidence: 'development seed, not an agreement',
        signedOn: '2026-01-01',
        effectiveOn: '2026-01-01',
        expiresOn: '2099-12-31',
        isAgent: false,
        coveredServices: ['everything'],
      },
    });
  }
  for (const lane of ['clinical', 'marketing'] as const) {
    for (const channel of TEXT_MESSAGE_CHANNELS) {
      const secretRef = `cordon/upstream/${lane}/${channel}`;
      await putSecret(secretsManager, secretRef, DEVELOPMENT_ACCOUNTS[lane]);
    }
  }
  await put(registry, 'vendor', { id: 'marketing-system', name: 'Marketing system (development)' });
  const lines = (await readFile(VENDORS, 'utf8')).split('\n').filter((line) => line !== '');
  const { entries: known } = await registry.list('vendor', { limit: 1000 });
  const knownIds = new Set(known.map(({ id }) => id));
  for (const line of lines) {
    const vendor = vendorSchema.parse(JSON.parse(line));
    if (!knownIds.has(vendor.id)) await put(registry, 'vendor', vendor);
  }
  for (const lane of ['clinical', 'marketing'] as const) {
    const secretRef = `cordon/destination/${lane}/${lane}-sink`;
    await putSecret(secretsManager, secretRef, credentials.destinations[`${lane}-sink`]);
    await put(registry, 'destination', {
      id: `${lane}-sink`,
      lane,
      url: `${gatewayUrl}/dev/sinks/${lane}-sink`,
      secretRef,
      vendorId: `${lane}-system`,
    });
  }
  const keys = [
    accessKey(credentials.marketingKey, {
      ...{ kind: 'send', lane: 'marketing', channels: ['email', ...TEXT_MESSAGE_CHANNELS] },
      purposes: ['marketing', 'general_business'],
    }),
    accessKey(credentials.clinicalKey, {
      ...{
        kind: 'send',
        lane: 'clinical',
        channels: ['email', 'portal', ...TEXT_MESSAGE_CHANNELS],
      },
      purposes: ['clinical', 'device_alert', 'general_business'],
      reveals: true,
    }),
    accessKey(credentials.auditKey, { kind: 'audit' }),
    accessKey(credentials.officerKey, { kind: 'officer' }),
  ];
  for (const key of keys) await put(registry, 'key', key);
}

/**
 * Puts an entry unless there is one: what an officer changed stays. Of a sink only its address is brought up to date,
 * because each start may listen on another port.
 */
async function put<K extends RegistryKind>(
  registry: VersionedStore<RegistryEntries>,
  kind: K,
  entry: RegistryEntries[K],
): Promise<void> {
  const current = await registry.get(kind, entry.id);
  if (current !== undefined && kind !== 'destination') return;
  const wanted = current === undefined ? entry : { ...current.entry, ...addressOf(entry) };
  if (current !== undefined && same(current.entry, wanted)) return;
  const expectedVersion = current?.version ?? 0;
  const outcome = await registry.put(kind, entry.id, wanted, {
    ...{ expectedVersion, by: 'system:development', why: 'development data' },
  });
  if (outcome.kind === 'conflict') throw new TypeError('somebody else seeds this data folder');
}

function addressOf(entry: object): { readonly url?: string } {
  return 'url' in entry && typeof entry.url === 'string' ? { url: entry.url } : {};
}

function accessKey(credential: string, use: AccessKey['use']): AccessKey {
  const parsed = parseCredential(credential);
  if (parsed === undefined) throw new TypeError('a development credential is malformed');
  const { id, secret } = parsed;
  return { id, entityId: DEVELOPMENT_ENTITY, secrets: [{ hash: hashSecret(secret) }], use };
}

async function putSecret(client: SecretsManagerClient, name: string, value: string): Promise<void> {
  try {
    await client.send(new CreateSecretCommand({ Name: name, SecretString: value }));
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error;
    // There since an earlier start, with the same value: credentials never change within a data folder.
  }
}
