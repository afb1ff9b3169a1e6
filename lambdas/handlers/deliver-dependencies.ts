import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemRandom } from '../adapters/aws/shared/clock.ts';
import { createDynamoDestinationGates } from '../adapters/aws/shared/dynamo-destination-gates.ts';
import { createDynamoLedger } from '../adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoOutboxWriter } from '../adapters/aws/shared/dynamo-outbox-writer.ts';
import { createDynamoQuarantine } from '../adapters/aws/shared/dynamo-quarantine.ts';
import { createDynamoRegistry } from '../adapters/aws/shared/dynamo-registry.ts';
import { createHttpsPoster } from '../adapters/aws/shared/https-poster.ts';
import { createKmsClient } from '../adapters/aws/shared/kms-client.ts';
import { createKmsUnsubscribeLinks } from '../adapters/aws/shared/kms-unsubscribe-links.ts';
import { ownLeases, timedLeases } from '../adapters/aws/shared/leases.ts';
import { createSecretsManagerClient } from '../adapters/aws/shared/secrets-manager-client.ts';
import { createSecretsManagerSecrets } from '../adapters/aws/shared/secrets-manager.ts';
import { createSesClient } from '../adapters/aws/shared/ses-client.ts';
import { createSesMailer } from '../adapters/aws/shared/ses-mailer.ts';
import { createSqsClient } from '../adapters/aws/shared/sqs-client.ts';
import { createSqsQueue } from '../adapters/aws/shared/sqs-queue.ts';
import type { Lane } from '../core/vocabulary.ts';
import type { DeliveryDependencies } from '../pipeline/delivery.ts';
import type { Host } from './host.ts';
import { policyWhenAsked } from './policy-when-asked.ts';
import { registryOptions } from './registry-options.ts';
import { textUpstreams } from './text-upstreams.ts';

interface DeliverEnvironment {
  readonly CORDON_TABLE_REGISTRY: string;
  readonly CORDON_TABLE_DECISIONS: string;
  readonly CORDON_TABLE_QUARANTINE: string;
  readonly CORDON_SES_IDENTITY: string;
  readonly CORDON_SES_IDENTITY_ARN: string;
  readonly CORDON_SES_CONFIGURATION_SET: string;
  /** The clinical lane's alone. */
  readonly CORDON_SES_NOTICES_CONFIGURATION_SET?: string;
  readonly CORDON_SES_FROM: string;
  readonly CORDON_KEY_OPT_OUT: string;
  readonly CORDON_PUBLIC_URL: string;
  readonly CORDON_PREFIX: string;
  readonly CORDON_TEXTS: string;
}

/** What is a lane's own. */
interface LaneResources {
  readonly lane: Lane;
  /** Physical name of the lane's outbox. */
  readonly outboxTable: string;
  readonly queueUrl: string;
}

/** What both lanes' deliverers share; lane, outbox and bodies are the lane's own. */
export function createDeliverDependencies(
  environment: DeliverEnvironment,
  { lane, outboxTable, queueUrl }: LaneResources,
  dynamodb: DynamoDBDocumentClient,
  host: Host,
): Omit<DeliveryDependencies, 'lane' | 'outbox' | 'bodies'> {
  const notices = environment.CORDON_SES_NOTICES_CONFIGURATION_SET;
  const secrets = createSecretsManagerSecrets({
    secretsManager: createSecretsManagerClient(host.clients),
  });
  return {
    identity: {
      domain: environment.CORDON_SES_IDENTITY,
      defaultFrom: environment.CORDON_SES_FROM,
    },
    gates: createDynamoDestinationGates({ dynamodb, table: outboxTable }),
    ledger: createDynamoLedger({
      dynamodb,
      table: environment.CORDON_TABLE_DECISIONS,
      clock: host.clock,
    }),
    policy: policyWhenAsked(environment, dynamodb, host),
    quarantine: createDynamoQuarantine({ dynamodb, table: environment.CORDON_TABLE_QUARANTINE }),
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    secrets,
    poster: createHttpsPoster({
      clock: host.clock,
      allowLoopbackHttp: host.allowLoopbackHttp,
    }),
    mailer: createSesMailer({
      ses: createSesClient(host.clients),
      configurationSet: environment.CORDON_SES_CONFIGURATION_SET,
      ...(notices === undefined ? {} : { noticesConfigurationSet: notices }),
      identityArn: environment.CORDON_SES_IDENTITY_ARN,
    }),
    texts: textUpstreams(environment, lane, secrets, host),
    unsubscribe: createKmsUnsubscribeLinks({
      kms: createKmsClient(host.clients),
      keyArn: environment.CORDON_KEY_OPT_OUT,
      publicUrl: environment.CORDON_PUBLIC_URL,
    }),
    leases: host.isAlone === true ? ownLeases(systemRandom) : timedLeases(systemRandom),
    queue: createSqsQueue({ sqs: createSqsClient(host.clients), queueUrl }),
    events: createDynamoOutboxWriter({ dynamodb, table: outboxTable, lane }),
    clock: host.clock,
    random: systemRandom,
    log: host.log,
  };
}
