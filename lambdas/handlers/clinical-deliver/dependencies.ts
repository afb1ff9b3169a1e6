import { createClinicalOutbox } from '../../adapters/aws/clinical/clinical-outbox.ts';
import { createKmsVaultReader } from '../../adapters/aws/clinical/kms-vault-reader.ts';
import { createOpener } from '../../adapters/aws/clinical/opener.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createDynamoOutboxWriter } from '../../adapters/aws/shared/dynamo-outbox-writer.ts';
import {
  createDynamoPortalCloser,
  createDynamoPortalLinksMaker,
} from '../../adapters/aws/shared/dynamo-portal-links.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createKmsVaultWriter } from '../../adapters/aws/shared/kms-vault-writer.ts';
import { createS3Client } from '../../adapters/aws/shared/s3-client.ts';
import { createSealer } from '../../adapters/aws/shared/sealer.ts';
import type { Delivery } from '../../core/message/delivery.ts';
import type { DeliveryDependencies } from '../../pipeline/delivery.ts';
import { createAddressees } from '../../pipeline/addressees.ts';
import { keepForReview } from '../../pipeline/keep-for-review.ts';
import { closeWithheld } from '../../pipeline/close-withheld.ts';
import { leadsNowhere } from '../../pipeline/leads-nowhere.ts';
import { leaveForWantOfTls } from '../../pipeline/leave-for-want-of-tls.ts';
import { createRecipientFacts } from '../../pipeline/recipient-facts.ts';
import { sealedBodies } from '../../pipeline/sealed-bodies.ts';
import { createDeliverDependencies } from '../deliver-dependencies.ts';
import type { Host } from '../host.ts';
import { portalSettings } from '../portal-settings.ts';
import { createRecipientLookup } from '../recipient-lookup.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): DeliveryDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const lane = {
    lane: 'clinical' as const,
    outboxTable: environment.CORDON_TABLE_OUTBOX_CLINICAL,
    queueUrl: environment.CORDON_QUEUE_DELIVER_CLINICAL,
  };
  const kms = createKmsClient(host.clients);
  const key = { kms, keyArn: environment.CORDON_KEY_PHI };
  const vault = {
    dynamodb,
    table: environment.CORDON_TABLE_VAULT,
    s3: createS3Client(host.clients),
    bucket: environment.CORDON_BUCKET_VAULT,
  };
  const table = environment.CORDON_TABLE_OUTBOX_CLINICAL;
  const lookup = createRecipientLookup(environment, { dynamodb, kms, clock: host.clock });
  const portalTable = environment.CORDON_TABLE_PORTAL;
  const links = createDynamoPortalCloser({ dynamodb, table: portalTable });
  const deps = {
    ...createDeliverDependencies(environment, lane, dynamodb, host),
    lane: 'clinical' as const,
    recipients: createRecipientFacts(lookup),
    addressees: createAddressees(lookup),
    outbox: createClinicalOutbox({ dynamodb, table }),
    keepForReview: (delivery: Delivery) => keepForReview(delivery, { links }),
    bodies: sealedBodies(createKmsVaultReader({ ...vault, opener: createOpener(key) })),
  };
  const leaving = {
    ...deps,
    portal: {
      links: createDynamoPortalLinksMaker({ dynamodb, table: portalTable }),
      settings: portalSettings(environment),
      random: deps.random,
    },
    vault: createKmsVaultWriter({ ...vault, sealer: createSealer(key), clock: host.clock }),
    notices: createDynamoOutboxWriter({ dynamodb, table, lane: 'clinical' }),
  };
  const closing = { ...deps, links };
  return {
    ...deps,
    leave: (of) => leaveForWantOfTls(of, leaving),
    leadsNowhere: (delivery) => leadsNowhere(delivery, closing),
    closeWithheld: (delivery) => closeWithheld(delivery, closing),
  };
}
