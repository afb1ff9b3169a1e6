import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ClientConfig } from './client-config.ts';
import { createDynamoDbClient } from './dynamodb-client.ts';
import { createKmsClient } from './kms-client.ts';
import { createS3Client } from './s3-client.ts';
import { createSecretsManagerClient } from './secrets-manager-client.ts';
import { createSesClient } from './ses-client.ts';
import { createSqsClient } from './sqs-client.ts';

export interface Clients {
  readonly dynamodb: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
  readonly kms: KMSClient;
  readonly ses: SESv2Client;
  readonly s3: S3Client;
  readonly secretsManager: SecretsManagerClient;
  /** Closes the connections of the clients that were used. */
  destroy(): void;
}

/**
 * All clients, each built when it is first asked for. For processes that use most of them (the
 * embedded runtime, the command line); a Lambda imports the `*-client.ts` files it needs, so that
 * its bundle holds no others.
 */
export function createClients(config: ClientConfig): Clients {
  const built: { destroy(): void }[] = [];
  function lazy<T extends { destroy(): void }>(create: (config: ClientConfig) => T): () => T {
    let client: T | undefined;
    return () => {
      if (client === undefined) {
        client = create(config);
        built.push(client);
      }
      return client;
    };
  }
  const dynamodb = lazy(createDynamoDbClient);
  const sqs = lazy(createSqsClient);
  const kms = lazy(createKmsClient);
  const ses = lazy(createSesClient);
  const s3 = lazy(createS3Client);
  const secretsManager = lazy(createSecretsManagerClient);
  return {
    get dynamodb() {
      return dynamodb();
    },
    get sqs() {
      return sqs();
    },
    get kms() {
      return kms();
    },
    get ses() {
      return ses();
    },
    get s3() {
      return s3();
    },
    get secretsManager() {
      return secretsManager();
    },
    destroy() {
      for (const client of built) client.destroy();
    },
  };
}
