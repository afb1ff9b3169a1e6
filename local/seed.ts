import {
  CreateSecretCommand,
  ResourceExistsException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { hashSecret, parseCredential } from '../lambdas/core/send/sender-credential.ts';
import type { AccessKey } from '../lambdas/ports/registry.ts';
import type { RegistryWriter } from '../lambdas/ports/registry-writer.ts';
import type { DevelopmentCredentials } from './credentials.ts';

/** The covered entity of the development data. */
export const DEVELOPMENT_ENTITY = 'development-hospital';

const MAX_BODY_BYTES = 1024 * 1024;

/** Domains and configuration sets of the two lanes' mail, in development. */
export const DEVELOPMENT_MAIL = {
  clinical: {
    domain: 'care.cordon.example',
    from: 'care-team@care.cordon.example',
    configurationSet: 'cordon-clinical',
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

/** Puts the development registry and secrets in place. Repeating it changes nothing but the sinks' address. */
export async function seed(
  credentials: DevelopmentCredentials,
  gatewayUrl: string,
  registry: RegistryWriter,
  secretsManager: SecretsManagerClient,
): Promise<void> {
  for (const source of DEVELOPMENT_SOURCES) {
    const secretRef = `cordon/source/${source.id}`;
    await putSecret(secretsManager, secretRef, credentials.sources[source.id]);
    await registry.putSource({
      ...source,
      entityId: DEVELOPMENT_ENTITY,
      secretRef,
      destinationIds: ['clinical-sink', 'marketing-sink'],
      maxBodyBytes: MAX_BODY_BYTES,
    });
  }
  // The clinical system has an agreement; the marketing system has none, and needs none.
  const year = 24 * 60 * 60 * 1000 * 365;
  await registry.putVendor({
    id: 'clinical-system',
    name: 'Clinical system (development)',
    baa: {
      evidence: 'development seed, not an agreement',
      effectiveOn: new Date(Date.now() - year).toISOString().slice(0, 10),
      expiresOn: new Date(Date.now() + year).toISOString().slice(0, 10),
    },
  });
  await registry.putVendor({ id: 'marketing-system', name: 'Marketing system (development)' });
  for (const lane of ['clinical', 'marketing'] as const) {
    const secretRef = `cordon/destination/${lane}/${lane}-sink`;
    await putSecret(secretsManager, secretRef, credentials.destinations[`${lane}-sink`]);
    await registry.putDestination({
      id: `${lane}-sink`,
      lane,
      url: `${gatewayUrl}/dev/sinks/${lane}-sink`,
      secretRef,
      vendorId: `${lane}-system`,
    });
  }
  await registry.putAccessKey(
    accessKey(credentials.marketingKey, { kind: 'send', lane: 'marketing', purpose: 'marketing' }),
  );
  await registry.putAccessKey(
    accessKey(credentials.clinicalKey, { kind: 'send', lane: 'clinical', purpose: 'clinical' }),
  );
  await registry.putAccessKey(accessKey(credentials.auditKey, { kind: 'audit' }));
}

function accessKey(credential: string, use: AccessKey['use']): AccessKey {
  const parsed = parseCredential(credential);
  if (parsed === undefined) throw new TypeError('a development credential is malformed');
  const { id, secret } = parsed;
  return { id, entityId: DEVELOPMENT_ENTITY, secretHash: hashSecret(secret), use };
}

async function putSecret(client: SecretsManagerClient, name: string, value: string): Promise<void> {
  try {
    await client.send(new CreateSecretCommand({ Name: name, SecretString: value }));
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error;
    // There since an earlier start, with the same value: credentials never change within a data folder.
  }
}
