import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { awsJsonApp, awsOperation, AwsServiceError } from './aws-json.ts';
import { type Endpoint, type LoopbackOptions, serveOnLoopback } from './loopback-server.ts';
import { openSecretFile, type StoredSecret } from './secret-file.ts';

export interface SecretsManagerOptions extends LoopbackOptions {
  /** Folder of the secret file. */
  readonly folder: string;
}

/** Secrets Manager's own limit, in bytes. */
const MAX_SECRET = 65_536;
/** Versions kept of each secret: the current one, the previous one, and a few without a stage. */
const MAX_VERSIONS = 10;
const MAX_SECRETS = 10_000;

const nameSchema = z
  .string()
  .max(512)
  .regex(/^[A-Za-z0-9/_+=.@-]+$/);
const idSchema = z.string().min(1).max(2048);
const tokenSchema = z.string().min(1).max(64).optional();
const valueSchema = z.string().min(1).max(MAX_SECRET);

const getSchema = z.object({
  SecretId: idSchema,
  VersionId: tokenSchema,
  VersionStage: z.string().max(256).optional(),
});
const createSchema = z.object({
  Name: nameSchema,
  SecretString: valueSchema,
  ClientRequestToken: tokenSchema,
});
const putSchema = z.object({
  SecretId: idSchema,
  SecretString: valueSchema,
  ClientRequestToken: tokenSchema,
});

/**
 * The part of Secrets Manager's API that Cordon uses, kept in one file that only its owner reads.
 *
 * @throws DataFolderError when the secret file is damaged or not accessible.
 */
export async function startSecretsManager(options: SecretsManagerOptions): Promise<Endpoint> {
  const file = await openSecretFile(options.folder);

  const find = (id: string): StoredSecret => {
    const secret = file.secrets().find(({ name, arn }) => name === id || arn === id);
    if (secret) return secret;
    throw new AwsServiceError('ResourceNotFoundException', 'The secret does not exist.');
  };

  const app = awsJsonApp({
    target: 'secretsmanager',
    // JSON may escape a character of a secret to six bytes.
    maxBodyBytes: 6 * MAX_SECRET + 8192,
    operations: {
      GetSecretValue: awsOperation(getSchema, async (input) => {
        const secret = find(input.SecretId);
        const stage = input.VersionStage ?? (input.VersionId ? undefined : 'AWSCURRENT');
        const version = secret.versions.find(
          ({ versionId, stages }) =>
            (input.VersionId === undefined || versionId === input.VersionId) &&
            (stage === undefined || stages.includes(stage)),
        );
        if (!version) {
          throw new AwsServiceError('ResourceNotFoundException', 'The version does not exist.');
        }
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: version.versionId,
          VersionStages: version.stages,
          SecretString: version.value,
          CreatedDate: Date.parse(version.createdAt) / 1000,
        };
      }),
      CreateSecret: awsOperation(createSchema, (input) =>
        file.change((secrets) => {
          const versionId = input.ClientRequestToken ?? randomUUID();
          const existing = secrets.find(({ name }) => name === input.Name);
          if (existing) return repeatedCreate(existing, versionId, input.SecretString);
          if (secrets.length >= MAX_SECRETS) {
            throw new AwsServiceError('LimitExceededException', 'There are too many secrets.');
          }
          const arn = `arn:aws:secretsmanager:us-east-1:000000000000:secret:${input.Name}-${randomUUID().slice(0, 6)}`;
          secrets.push({
            name: input.Name,
            arn,
            versions: [newVersion(versionId, input.SecretString)],
          });
          return { ARN: arn, Name: input.Name, VersionId: versionId };
        }),
      ),
      PutSecretValue: awsOperation(putSchema, (input) =>
        file.change((secrets) => {
          const { name } = find(input.SecretId);
          const secret = secrets.find((candidate) => candidate.name === name);
          if (!secret) throw new Error('the secret file changed');
          const versionId = input.ClientRequestToken ?? randomUUID();
          const repeated = secret.versions.find((version) => version.versionId === versionId);
          if (repeated && repeated.value !== input.SecretString) throw alreadyUsed();
          if (!repeated) rotate(secret, newVersion(versionId, input.SecretString));
          return {
            ARN: secret.arn,
            Name: secret.name,
            VersionId: versionId,
            VersionStages: repeated?.stages ?? ['AWSCURRENT'],
          };
        }),
      ),
    },
  });
  return serveOnLoopback(app, options);
}

function newVersion(versionId: string, value: string): StoredSecret['versions'][number] {
  return { versionId, stages: ['AWSCURRENT'], value, createdAt: new Date().toISOString() };
}

/** The new version becomes current and the current one previous; older ones lose their stage. */
function rotate(secret: StoredSecret, next: StoredSecret['versions'][number]): void {
  const older = secret.versions.map((version) => ({
    ...version,
    stages: version.stages.includes('AWSCURRENT') ? ['AWSPREVIOUS'] : [],
  }));
  secret.versions = [next, ...older].slice(0, MAX_VERSIONS);
}

/** A client that got no answer asks again with the same token; that is not a second secret. */
function repeatedCreate(secret: StoredSecret, versionId: string, value: string): object {
  const version = secret.versions.find((candidate) => candidate.versionId === versionId);
  if (version?.value !== value) {
    throw new AwsServiceError('ResourceExistsException', 'The secret exists already.');
  }
  return { ARN: secret.arn, Name: secret.name, VersionId: versionId };
}

function alreadyUsed(): AwsServiceError {
  return new AwsServiceError(
    'ResourceExistsException',
    'The request token was used for another value.',
  );
}
