import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { GatewayOptions } from '../admin-client.ts';
import { CommandError, readRunningGateway } from '../running-gateway.ts';
import { listAll, readText, spoken } from './shared.ts';
import type { Command } from 'commander';

interface SecretOptions extends GatewayOptions {
  readonly fromFile: string;
  readonly handshake?: boolean;
}

const referencesSchema = z.looseObject({
  secretRef: z.string().optional(),
  handshakeSecretRef: z.string().optional(),
});

/** `cordon sources secret`: puts a signing secret into the development gateway's secret store. */
export function addSecret(command: Command): Command {
  command
    .command('secret <id>')
    .description("put a source's signing secret into the development gateway's secret store")
    .requiredOption('--from-file <file>', 'the secret alone; - reads what is piped in')
    .option('--handshake', 'the secret of the handshake alone, such as the verify token of Meta')
    .option('--data <dir>', "the development gateway's data folder", '.cordon')
    .action(
      spoken(async (id: string, options: SecretOptions) => {
        const value = secretIn(await readText(options.fromFile));
        const reference = await referenceOf(id, options);
        await putSecret(reference, value, options);
        console.log(`The secret is at ${reference}, and in use within a minute.`);
      }),
    );
  return command;
}

/** The secret in the text of a file. @throws CommandError when there is none */
export function secretIn(text: string): string {
  // Editors end a file with a line end; no vendor ends a secret with one.
  const value = text.replace(/\r?\n$/, '');
  if (value.trim() === '') throw new CommandError('There is no secret in it.');
  return value;
}

/** Puts a secret into the development gateway's store. @throws CommandError */
export async function putSecret(
  name: string,
  value: string,
  { data }: Pick<GatewayOptions, 'data'>,
): Promise<void> {
  const { secrets } = await readRunningGateway(data);
  if (secrets === undefined) {
    throw new CommandError('The gateway is of an earlier version: start it again.');
  }
  await put(secrets, name, value);
}

/** What the source names; before there is one, what it should name. */
async function referenceOf(id: string, options: SecretOptions): Promise<string> {
  const source = (await listAll('sources', options)).find((shown) => shown.id === id);
  const known = referencesSchema.parse(source?.entry ?? {});
  const usual = `cordon/source/${id}`;
  return options.handshake === true
    ? (known.handshakeSecretRef ?? `${usual}/handshake`)
    : (known.secretRef ?? usual);
}

async function put(endpoint: string, name: string, value: string): Promise<void> {
  const { CreateSecretCommand, PutSecretValueCommand, ResourceNotFoundException } =
    await import('@aws-sdk/client-secrets-manager');
  const client: SecretsManagerClient = (
    await import('../../../lambdas/adapters/aws/shared/secrets-manager-client.ts')
  ).createSecretsManagerClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'development', secretAccessKey: 'development' },
    endpoints: { secretsManager: endpoint },
  });
  try {
    await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) {
      throw new CommandError('The secret store did not take it: is the gateway running?');
    }
    await client.send(new CreateSecretCommand({ Name: name, SecretString: value }));
  } finally {
    client.destroy();
  }
}
