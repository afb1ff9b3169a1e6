import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientOptions, type ClientConfig } from './client-config.ts';

/** DynamoDB in plain JavaScript values. Undefined members are left out of items. */
export function createDynamoDbClient(config: ClientConfig): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions(config, 'dynamodb')), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
