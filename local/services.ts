import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type AwsService,
  clientOptions,
  type ClientConfig,
} from '../lambdas/adapters/aws/shared/client-config.ts';
import { TABLE_NAMES, type TableName } from '../lambdas/adapters/aws/shared/table-definitions.ts';
import { TEXT_MESSAGE_CHANNELS } from '../lambdas/core/send/text-message.ts';
import type { Lane } from '../lambdas/core/vocabulary.ts';
import { DataFolderError, type DataFolder } from './data-folder.ts';
import { writeWhole } from './durable-file.ts';
import { startDynamoDb } from './dynamodb.ts';
import { ensureTables, tableName } from './ensure-tables.ts';
import { startKms } from './kms.ts';
import { type LambdaEndpoint, startLambda } from './lambda.ts';
import type { Endpoint } from './loopback-server.ts';
import { startS3 } from './s3.ts';
import { startSecretsManager } from './secrets-manager.ts';
import { DEVELOPMENT_MAIL } from './seed.ts';
import { createMailTopic } from './mail-topic.ts';
import { openMailbox, type Mailbox } from './mailbox.ts';
import { DEVELOPMENT_SENDERS, startTextUpstream } from './text-upstream.ts';
import { openTextbox, type Textbox } from './textbox.ts';
import { startSes } from './ses.ts';
import { startSqs } from './sqs.ts';

const PREFIX = 'cordon';
const REGION = 'us-east-1';
/** Names the tables that were made in this data folder. */
const TABLES_MARKER = 'tables.created';
/** What recipients of the development portal are told. */
const PORTAL = { CORDON_PORTAL_COMPANY: 'Development Hospital', CORDON_PORTAL_LINK_DAYS: '7' };
const PHI_ALIAS = 'alias/cordon-phi';
const PEOPLE_INDEX_ALIAS = 'alias/cordon-people-index';
const PEOPLE_ALIAS = 'alias/cordon-people';
const SENDERS_ALIAS = 'alias/cordon-senders';
const OPT_OUT_ALIAS = 'alias/cordon-opt-out';
const PERMISSION_CHECK = 'cordon-permission-check';
const LEDGER_ALIAS = 'alias/cordon-ledger';
const QUEUES = ['inbound', 'deliver-clinical', 'deliver-marketing', 'mail-feedback'] as const;
/** Long enough for the slowest delivery attempt of a batch. */
const VISIBILITY_SECONDS = 60;

/** The emulated services, running, and what a handler needs to find them. */
export interface Services {
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  readonly mailbox: Mailbox;
  readonly textbox: Textbox;
  /** Functions that others invoke are registered here, under the names in the environment. */
  readonly lambda: LambdaEndpoint;
  readonly clients: ClientConfig;
  /** The variables that the CDK app sets on functions in AWS, for these services. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Tests only: the URL by which the functions reach a service, such as that of something that fails in between. */
export type Relay = (service: AwsService, url: string) => string;

/** Starts every service on loopback, with its data in the folder. */
export async function startServices(
  data: DataFolder,
  relay: Relay = (_, url) => url,
): Promise<Services> {
  const started: Endpoint[] = [];
  const track = <E extends Endpoint>(starting: Promise<E>): Promise<E> =>
    starting.then((endpoint) => {
      started.push(endpoint);
      return endpoint;
    });
  const topic = createMailTopic(REGION);
  const close = async (): Promise<void> => {
    await topic.close();
    await Promise.all(started.map((endpoint) => endpoint.close()));
  };
  try {
    const folders = await Promise.all(
      ['dynamodb', 'kms', 'mailbox', 's3', 'secrets', 'texts'].map((name) => data.folder(name)),
    );
    const [
      dynamodbFolder = '',
      kmsFolder = '',
      mailFolder = '',
      s3Folder = '',
      secretsFolder = '',
      textsFolder = '',
    ] = folders;
    const mailbox = await openMailbox(mailFolder);
    const textbox = await openTextbox(textsFolder);
    const starting = [
      track(startDynamoDb({ folder: dynamodbFolder })),
      track(
        startSqs({
          queues: QUEUES.map((name) => `${PREFIX}-${name}`),
          visibilityTimeoutSeconds: VISIBILITY_SECONDS,
        }),
      ),
      track(
        startKms({
          folder: kmsFolder,
          aliases: [PHI_ALIAS, PEOPLE_ALIAS, OPT_OUT_ALIAS],
          macAliases: [PEOPLE_INDEX_ALIAS, SENDERS_ALIAS],
          signAliases: [LEDGER_ALIAS],
        }),
      ),
      track(startSes({ mailbox, topic, ...mailSettings() })),
      track(startS3({ folder: s3Folder })),
      track(startSecretsManager({ folder: secretsFolder })),
      track(startLambda()),
      track(startTextUpstream({ textbox })),
    ] as const;
    // All settle before any failure is reported, so that whatever did start is closed.
    await Promise.allSettled(starting);
    const [dynamodb, sqs, kms, ses, s3, secretsManager, lambda, texts] =
      await Promise.all(starting);
    const clients: ClientConfig = {
      region: REGION,
      credentials: { accessKeyId: 'development', secretAccessKey: 'development' },
      endpoints: {
        dynamodb: relay('dynamodb', dynamodb.url),
        sqs: relay('sqs', sqs.url),
        kms: relay('kms', kms.url),
        ses: relay('ses', ses.url),
        s3: relay('s3', s3.url),
        secretsManager: relay('secretsManager', secretsManager.url),
        lambda: relay('lambda', lambda.url),
      },
    };
    const client = new DynamoDBClient(clientOptions(clients, 'dynamodb'));
    await openTables(client, data);
    client.destroy();
    const queueUrl = (name: (typeof QUEUES)[number]): string =>
      sqs.queueUrls.get(`${PREFIX}-${name}`) ?? '';
    topic.subscribe(sqs, queueUrl('mail-feedback'));
    return {
      endpoints: { dynamodb, sqs, kms, ses, s3, secretsManager, lambda, texts },
      mailbox,
      textbox,
      lambda,
      clients,
      environment: {
        ...tableVariables(),
        ...PORTAL,
        CORDON_PREFIX: PREFIX,
        CORDON_BUCKET_VAULT: `${PREFIX}-vault`,
        CORDON_BUCKET_MARKETING: `${PREFIX}-marketing`,
        CORDON_BUCKET_LEDGER: `${PREFIX}-ledger`,
        CORDON_QUEUE_INBOUND: queueUrl('inbound'),
        CORDON_QUEUE_DELIVER_CLINICAL: queueUrl('deliver-clinical'),
        CORDON_QUEUE_DELIVER_MARKETING: queueUrl('deliver-marketing'),
        CORDON_QUEUE_MAIL_FEEDBACK: queueUrl('mail-feedback'),
        CORDON_KEY_PHI: kms.keyArns.get(PHI_ALIAS) ?? '',
        CORDON_KEY_PEOPLE: kms.keyArns.get(PEOPLE_ALIAS) ?? '',
        CORDON_KEY_SENDERS: kms.keyArns.get(SENDERS_ALIAS) ?? '',
        CORDON_KEY_OPT_OUT: kms.keyArns.get(OPT_OUT_ALIAS) ?? '',
        CORDON_KEY_PEOPLE_INDEX: kms.keyArns.get(PEOPLE_INDEX_ALIAS) ?? '',
        CORDON_FUNCTION_PERMISSION_CHECK: PERMISSION_CHECK,
        CORDON_KEY_LEDGER: kms.keyArns.get(LEDGER_ALIAS) ?? '',
        CORDON_SES_CLINICAL_CONFIGURATION_SET: DEVELOPMENT_MAIL.clinical.configurationSet,
        CORDON_SES_MARKETING_CONFIGURATION_SET: DEVELOPMENT_MAIL.marketing.configurationSet,
        CORDON_SES_NOTICES_CONFIGURATION_SET: DEVELOPMENT_MAIL.clinical.noticesConfigurationSet,
        CORDON_SECOND_OPINION: 'none',
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Makes sure that the tables are there. A database whose log was damaged can open as an empty one, without
 * a word: tables that were made once and are gone mean that what they held is gone, too.
 *
 * @throws DataFolderError
 */
async function openTables(client: DynamoDBClient, data: DataFolder): Promise<void> {
  const marker = join(data.path, TABLES_MARKER);
  const earlier = await readFile(marker, 'utf8').then(
    (text) => new Set(text.split('\n')),
    () => new Set<string>(),
  );
  const created = await ensureTables(client, PREFIX);
  if (created.some((name) => earlier.has(name))) {
    throw new DataFolderError(
      `The database in ${data.path} has lost its tables; restore the folder from a copy, or delete it to start anew.`,
    );
  }
  const names = TABLE_NAMES.map((name) => tableName(PREFIX, name));
  if (created.length > 0) await writeWhole(marker, `${names.join('\n')}\n`);
}

function mailSettings() {
  const lanes = ['clinical', 'marketing'] as const;
  return {
    identities: lanes.map((lane) => ({ lane, domain: DEVELOPMENT_MAIL[lane].domain })),
    configurationSets: [
      ...lanes.map((lane) => ({
        lane,
        name: DEVELOPMENT_MAIL[lane].configurationSet,
        tlsPolicy: DEVELOPMENT_MAIL[lane].tlsPolicy,
      })),
      {
        lane: 'clinical' as const,
        name: DEVELOPMENT_MAIL.clinical.noticesConfigurationSet,
        tlsPolicy: 'OPTIONAL' as const,
      },
    ],
  };
}

function tableVariables(): Record<string, string> {
  const variable = (name: TableName): string =>
    `CORDON_TABLE_${name.replaceAll('-', '_').toUpperCase()}`;
  return Object.fromEntries(TABLE_NAMES.map((name) => [variable(name), tableName(PREFIX, name)]));
}

/** What the functions of one lane are told of texts: all of them go to the local upstream. */
export function textEnvironment(lane: Lane, baseUrl: string): Readonly<Record<string, string>> {
  const upstream = { baseUrl, senders: [DEVELOPMENT_SENDERS[lane]] };
  const texts = Object.fromEntries(TEXT_MESSAGE_CHANNELS.map((channel) => [channel, upstream]));
  return { CORDON_TEXTS: JSON.stringify(texts) };
}

/** What the mail functions of one lane are told. */
export function mailEnvironment(lane: 'clinical' | 'marketing'): Readonly<Record<string, string>> {
  const { domain, from, configurationSet } = DEVELOPMENT_MAIL[lane];
  return {
    CORDON_SES_IDENTITY: domain,
    CORDON_SES_IDENTITY_ARN: `arn:aws:ses:${REGION}:000000000000:identity/${domain}`,
    CORDON_SES_CONFIGURATION_SET: configurationSet,
    CORDON_SES_FROM: from,
    CORDON_SES_NOTICES_CONFIGURATION_SET: DEVELOPMENT_MAIL.clinical.noticesConfigurationSet,
  };
}
