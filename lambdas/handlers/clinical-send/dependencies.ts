import { createDynamoOutboxWriter } from '../../adapters/aws/shared/dynamo-outbox-writer.ts';
import { createDynamoPortalLinksMaker } from '../../adapters/aws/shared/dynamo-portal-links.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createAddressees } from '../../pipeline/addressees.ts';
import type { OutboundDependencies } from '../../pipeline/outbound-dependencies.ts';
import { createRecipientFacts } from '../../pipeline/recipient-facts.ts';
import type { Host } from '../host.ts';
import { portalSettings } from '../portal-settings.ts';
import { createRecipientLookup } from '../recipient-lookup.ts';
import { createSendDependencies } from '../send-dependencies.ts';
import type { Environment } from './environment.ts';

export async function createDependencies(
  environment: Environment,
  host: Host,
): Promise<OutboundDependencies> {
  const queueUrl = environment.CORDON_QUEUE_DELIVER_CLINICAL;
  const shared = await createSendDependencies(environment, queueUrl, host, ({ dynamodb }) =>
    createDynamoOutboxWriter({
      dynamodb,
      table: environment.CORDON_TABLE_OUTBOX_CLINICAL,
      lane: 'clinical',
    }),
  );
  const dynamodb = createDynamoDbClient(host.clients);
  const lookup = createRecipientLookup(environment, {
    dynamodb,
    kms: createKmsClient(host.clients),
    clock: host.clock,
  });
  const portal = {
    links: createDynamoPortalLinksMaker({ dynamodb, table: environment.CORDON_TABLE_PORTAL }),
    settings: portalSettings(environment),
    random: shared.random,
  };
  return {
    ...shared,
    recipients: createRecipientFacts(lookup),
    addressees: createAddressees(lookup),
    portal,
  };
}
