import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createDynamoPortalCloser,
  createDynamoPortalLinks,
  createDynamoPortalLinksMaker,
} from '../../../../lambdas/adapters/aws/shared/dynamo-portal-links.ts';
import { close, type PortalLink } from '../../../../lambdas/core/portal/link.ts';
import { onTable, run, startTables, type Running } from '../endpoints.ts';
import { freshId } from '../samples.ts';

let running: Running;
beforeAll(async () => {
  running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
});
afterAll(() => running.close());

const table = () => onTable(running, 'portal');
const FORGOTTEN = Date.parse('2026-12-26T12:00:00.000Z') / 1000;

async function created(): Promise<PortalLink> {
  const link: PortalLink = {
    linkId: freshId('lnk'),
    ...{ entityId: 'general-hospital', messageId: 'msg_1', decisionId: 'msg_1~r1' },
    ...{ keyId: 'ck_1', recordId: 'portal~1', state: 'created', contentKey: 'half' },
    ...{ createdAt: '2026-11-19T12:00:00.000Z', expiresAt: '2026-11-26T12:00:00.000Z' },
    ...{ codesSentAt: [], wrongCodes: 0, replies: 0, version: 1 },
  };
  expect(await createDynamoPortalLinksMaker(table()).create(link)).toBe('created');
  return link;
}

async function stored({ linkId }: PortalLink): Promise<Readonly<Record<string, unknown>>> {
  const { dynamodb, table: name } = table();
  const { Item } = await dynamodb.send(new GetCommand({ TableName: name, Key: { linkId } }));
  return Item ?? {};
}

describe('a pick-up link in DynamoDB', () => {
  it('is forgotten, with its half of the key, thirty days after its time is over', async () => {
    expect(await stored(await created())).toMatchObject({
      ...{ expiresAt: FORGOTTEN, contentKey: 'half' },
    });
  });

  it('stays while what is behind it is held, also once it was taken back; wiped, it goes', async () => {
    const link = await created();
    const closer = createDynamoPortalCloser(table());
    const held = await closer.replace((await closer.find(link.linkId))!, {
      ...(await closer.find(link.linkId))!,
      isHeld: true,
    });
    expect(await stored(link)).not.toHaveProperty('expiresAt');
    expect(held).toMatchObject({ isHeld: true });
    const now = new Date('2026-11-20T12:00:00.000Z');
    const seen = (await closer.find(link.linkId))!;
    await closer.replace(seen, close(seen, 'recalled', now)!);
    expect(await stored(link)).toMatchObject({ contentKey: 'half' });
    expect(await stored(link)).not.toHaveProperty('expiresAt');

    const desk = createDynamoPortalLinks(table());
    const whole = (await desk.find(link.linkId))!;
    expect(whole).toMatchObject({ state: 'recalled', isHeld: true, contentKey: 'half' });
    expect(await desk.replace(whole, close(whole, 'wiped', now)!)).toMatchObject({
      state: 'wiped',
    });
    expect(await stored(link)).toMatchObject({ expiresAt: FORGOTTEN });
    expect(await stored(link)).not.toHaveProperty('contentKey');
    expect(await desk.find(link.linkId)).not.toHaveProperty('isHeld');
  });
});
