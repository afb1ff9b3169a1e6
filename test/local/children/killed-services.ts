import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { openDataFolder } from '../../../local/data-folder.ts';
import { startDynamoDb } from '../../../local/dynamodb.ts';
import { ensureTables } from '../../../local/ensure-tables.ts';
import { startKms } from '../../../local/kms.ts';
import { openMailbox } from '../../../local/mailbox.ts';
import { startS3 } from '../../../local/s3.ts';
import { startSecretsManager } from '../../../local/secrets-manager.ts';
import { startSes } from '../../../local/ses.ts';

/**
 * Starts every endpoint that keeps something and writes to all of them without end. Prints, after each
 * answer, what it was told: the service, the name of the thing, and what is needed to find it again.
 */
const [folder = '', run = ''] = process.argv.slice(2);

const data = await openDataFolder(folder);
const [dynamodb, kms, s3, secrets, mailbox] = await Promise.all([
  startDynamoDb({ folder: await data.folder('dynamodb') }),
  startKms({ folder: await data.folder('kms'), aliases: ['alias/a'] }),
  startS3({ folder: await data.folder('s3') }),
  startSecretsManager({ folder: await data.folder('secrets') }),
  openMailbox(await data.folder('mailbox')),
]);
const ses = await startSes({
  mailbox,
  configurationSets: [{ name: 'set', lane: 'clinical', tlsPolicy: 'REQUIRE' }],
  identities: [{ domain: 'care.example', lane: 'clinical' }],
});
const config = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const clients = {
  dynamodb: new DynamoDBClient(config(dynamodb.url)),
  kms: new KMSClient(config(kms.url)),
  s3: new S3Client({ ...config(s3.url), forcePathStyle: true }),
  secrets: new SecretsManagerClient(config(secrets.url)),
  ses: new SESv2Client(config(ses.url)),
};
await ensureTables(clients.dynamodb, 'test');

const writes: Record<string, (name: string) => Promise<string>> = {
  dynamodb: async (name) => {
    const Item = { recordId: { S: name }, sealed: { B: Buffer.alloc(2000, 1) } };
    await clients.dynamodb.send(new PutItemCommand({ TableName: 'test-vault', Item }));
    return '';
  },
  kms: async (name) => {
    const input = { KeyId: 'alias/a', Plaintext: Buffer.from(name) };
    const { CiphertextBlob } = await clients.kms.send(new EncryptCommand(input));
    return Buffer.from(CiphertextBlob ?? []).toString('base64');
  },
  s3: async (name) => {
    const input = { Bucket: 'seals', Key: name, Body: name.repeat(5000), IfNoneMatch: '*' };
    await clients.s3.send(new PutObjectCommand(input));
    return '';
  },
  secrets: async (name) => {
    await clients.secrets.send(new CreateSecretCommand({ Name: name, SecretString: name }));
    return '';
  },
  ses: async (name) => {
    const { MessageId } = await clients.ses.send(
      new SendEmailCommand({
        FromEmailAddress: 'a@care.example',
        ConfigurationSetName: 'set',
        Destination: { ToAddresses: ['b@x.example'] },
        Content: { Simple: { Subject: { Data: name }, Body: { Text: { Data: name } } } },
      }),
    );
    return MessageId ?? '';
  },
};

await Promise.all(
  Object.entries(writes).map(async ([service, write]) => {
    for (let number = 0; ; number += 1) {
      const name = `${run}-${String(number)}`;
      const found = await write(name);
      process.stdout.write(`${service} ${name} ${found}\n`);
    }
  }),
);
