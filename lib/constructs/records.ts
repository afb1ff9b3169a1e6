import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import {
  TABLE_DEFINITIONS,
  type TableDefinition,
  type TableName,
} from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import type { Deployment } from '../config/schema.ts';
import type { Names } from '../names.ts';
import { tablePolicy } from '../policies/tables.ts';

export interface RecordsProps {
  readonly deployment: Deployment;
  readonly names: Names;
  readonly key: IKey;
}

/**
 * Cordon's tables, from the one description that the embedded runtime uses too. `Table` and not
 * `TableV2`: compliance rules recognize only the former.
 */
export class Records extends Construct {
  readonly tables: Readonly<Record<TableName, Table>>;

  constructor(scope: Construct, id: string, props: RecordsProps) {
    super(scope, id);
    this.tables = Object.fromEntries(
      TABLE_DEFINITIONS.map((definition) => [definition.name, this.table(definition, props)]),
    ) as Record<TableName, Table>;
  }

  private table(definition: TableDefinition, { deployment, names, key }: RecordsProps): Table {
    const policy = tablePolicy(definition.name, names);
    const table = new Table(this, definition.name, {
      tableName: names.tableName(definition.name),
      partitionKey: { name: definition.partitionKey, type: AttributeType.STRING },
      ...(definition.sortKey === undefined
        ? {}
        : { sortKey: { name: definition.sortKey, type: AttributeType.STRING } }),
      ...(definition.expiry === undefined ? {} : { timeToLiveAttribute: definition.expiry }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      // The longest that DynamoDB offers.
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: 35,
      },
      deletionProtection: deployment.protection.deletionProtection,
      removalPolicy: deployment.protection.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(policy === undefined ? {} : { resourcePolicy: policy }),
    });
    for (const index of definition.indexes ?? []) {
      table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: { name: index.partitionKey, type: AttributeType.STRING },
        sortKey: { name: index.sortKey, type: AttributeType.STRING },
        projectionType: index.projection === 'ALL' ? ProjectionType.ALL : ProjectionType.KEYS_ONLY,
      });
    }
    return table;
  }
}
