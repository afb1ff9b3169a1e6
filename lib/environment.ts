import type { TableName } from '../lambdas/adapters/aws/shared/table-definitions.ts';
import { type Lane, LANES } from '../lambdas/core/vocabulary.ts';
import type { Deployment } from './config/schema.ts';
import type { Names, QueueName } from './names.ts';
import type { DataStack } from './stacks/data.ts';

/** What a function is told. It gets the names of what it may use, and no others. */
export interface EnvironmentNeeds {
  readonly tables?: readonly TableName[];
  readonly queues?: readonly QueueName[];
  readonly vaultBucket?: true;
  readonly marketingBucket?: true;
  readonly ledgerBucket?: true;
  readonly phiKey?: true;
  readonly peopleIndexKey?: true;
  readonly peopleKey?: true;
  readonly optOutKey?: true;
  readonly sendersKey?: true;
  /** The name of the function that answers the marketing lane. */
  readonly permissionCheck?: true;
  readonly ledgerKey?: true;
  readonly mail?: Lane;
  /** By what notices of the portal go. */
  readonly notices?: true;
  /** By what mail of both lanes goes. */
  readonly mailSets?: true;
  /** By whom a lane's texts go out. */
  readonly texts?: Lane;
  readonly decides?: true;
  /** Where vendors post, and where unsubscribe links lead. */
  readonly publicUrl?: true;
  /** What letters of the portal say, and where it is. */
  readonly portal?: true;
  /** Of the deployment: the names of its secrets begin with it. */
  readonly prefix?: true;
}

/** `outbox-clinical` becomes `OUTBOX_CLINICAL`. */
const constantCase = (name: string) => name.toUpperCase().replaceAll('-', '_');

/** The variables that the handlers' `environment.ts` parse; none of them is a secret. */
export function environmentOf(
  needs: EnvironmentNeeds,
  data: DataStack,
  deployment: Deployment,
  names: Names,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const table of needs.tables ?? []) {
    environment[`CORDON_TABLE_${constantCase(table)}`] = data.tables[table].tableName;
  }
  for (const queue of needs.queues ?? []) {
    environment[`CORDON_QUEUE_${constantCase(queue)}`] = data.queues[queue].queue.queueUrl;
  }
  if (needs.vaultBucket === true) {
    environment['CORDON_BUCKET_VAULT'] = data.vaultBucket.bucketName;
  }
  if (needs.marketingBucket === true) {
    environment['CORDON_BUCKET_MARKETING'] = data.marketingBucket.bucketName;
  }
  if (needs.ledgerBucket === true) {
    environment['CORDON_BUCKET_LEDGER'] = data.ledgerBucket.bucketName;
  }
  if (needs.ledgerKey === true) environment['CORDON_KEY_LEDGER'] = data.keys.ledger.keyArn;
  if (needs.phiKey === true) environment['CORDON_KEY_PHI'] = data.keys.phi.keyArn;
  if (needs.peopleIndexKey === true) {
    environment['CORDON_KEY_PEOPLE_INDEX'] = data.keys['people-index'].keyArn;
  }
  if (needs.peopleKey === true) environment['CORDON_KEY_PEOPLE'] = data.keys.people.keyArn;
  if (needs.optOutKey === true) environment['CORDON_KEY_OPT_OUT'] = data.keys['opt-out'].keyArn;
  if (needs.sendersKey === true) environment['CORDON_KEY_SENDERS'] = data.keys.senders.keyArn;
  if (needs.permissionCheck === true) {
    environment['CORDON_FUNCTION_PERMISSION_CHECK'] = names.functionName('permission-check');
  }
  if (needs.mail !== undefined) {
    const { mail } = deployment[needs.mail];
    environment['CORDON_SES_IDENTITY'] = mail.domain;
    environment['CORDON_SES_IDENTITY_ARN'] = names.identityArn(needs.mail);
    environment['CORDON_SES_CONFIGURATION_SET'] = mail.configurationSetName;
    environment['CORDON_SES_FROM'] = mail.fromAddress;
  }
  if (needs.notices === true) {
    environment['CORDON_SES_NOTICES_CONFIGURATION_SET'] = names.noticesSetName;
  }
  if (needs.mailSets === true) {
    for (const lane of LANES) {
      const { configurationSetName } = deployment[lane].mail;
      environment[`CORDON_SES_${constantCase(lane)}_CONFIGURATION_SET`] = configurationSetName;
    }
    environment['CORDON_SES_NOTICES_CONFIGURATION_SET'] = names.noticesSetName;
  }
  if (needs.texts !== undefined) {
    environment['CORDON_TEXTS'] = JSON.stringify(deployment[needs.texts].texts);
  }
  if (needs.decides === true) {
    environment['CORDON_SECOND_OPINION'] = deployment.secondOpinion;
  }
  if (needs.publicUrl === true) environment['CORDON_PUBLIC_URL'] = deployment.publicUrl;
  if (needs.portal === true) {
    environment['CORDON_PORTAL_COMPANY'] = deployment.portal.companyName;
    environment['CORDON_PORTAL_LINK_DAYS'] = String(deployment.portal.linkDays);
    environment['CORDON_PORTAL_URL'] = deployment.portal.url;
    environment['CORDON_SES_FROM'] = deployment.clinical.mail.fromAddress;
  }
  if (needs.prefix === true) environment['CORDON_PREFIX'] = deployment.prefix;
  return environment;
}
