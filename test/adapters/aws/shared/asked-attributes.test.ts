import type { GetCommandInput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createDynamoHeardMail } from '../../../../lambdas/adapters/aws/shared/dynamo-heard-mail.ts';
import { createDynamoMessageDesk } from '../../../../lambdas/adapters/aws/shared/dynamo-message-desk.ts';
import { createDynamoPortalCloser } from '../../../../lambdas/adapters/aws/shared/dynamo-portal-links.ts';
import { createDynamoQuarantineDesk } from '../../../../lambdas/adapters/aws/shared/dynamo-quarantine-desk.ts';
import type { TableOptions } from '../../../../lambdas/adapters/aws/shared/dynamo-table.ts';
import {
  HEARD_ATTRIBUTES,
  HEARD_OF_ATTRIBUTES,
  PROGRESS_ATTRIBUTES,
  REVIEW_ATTRIBUTES,
} from '../../../../lambdas/adapters/aws/shared/table-definitions.ts';

const HEARD = Object.values(HEARD_ATTRIBUTES);

/**
 * In AWS these roles may read no other attributes, and a request that names none asks for all: it is denied. The emulated
 * table gives everything to everybody, so what is asked for is looked at here.
 */
describe('what a role may not see is not asked for', () => {
  it.each<[string, (table: TableOptions) => Promise<unknown>, readonly string[]]>([
    [
      'by whoever hears of mail',
      (table) => createDynamoHeardMail(table).find('d'),
      [...HEARD_OF_ATTRIBUTES, ...HEARD],
    ],
    [
      'by whoever tells senders',
      (table) => createDynamoMessageDesk(table).progress('d'),
      [...PROGRESS_ATTRIBUTES, ...HEARD],
    ],
    [
      'by whoever takes messages back',
      (table) => createDynamoPortalCloser(table).find('l'),
      ['link', 'version'],
    ],
    [
      'by whoever lists what is held',
      (table) => createDynamoQuarantineDesk(table).show('h'),
      REVIEW_ATTRIBUTES,
    ],
  ])('%s', async (_who, ask, attributes) => {
    const asked: GetCommandInput[] = [];
    const send = async ({ input }: { readonly input: GetCommandInput }) => {
      asked.push(input);
      return {};
    };
    const dynamodb = { send } as unknown as TableOptions['dynamodb'];
    expect(await ask({ dynamodb, table: 'any' })).toBeUndefined();
    const names = asked.flatMap(({ ProjectionExpression = '', ExpressionAttributeNames = {} }) =>
      ProjectionExpression.split(', ').map((name) => ExpressionAttributeNames[name]),
    );
    expect(new Set(names)).toEqual(new Set(attributes));
  });
});
