import * as z from 'zod';
import { LINK_STATES, PORTAL_LIMITS, type PortalLink } from '../../../core/portal/link.ts';
import type {
  PortalLinksCloser,
  PortalLinksDesk,
  PortalLinksMaker,
} from '../../../ports/portal-links.ts';
import { openTable, queryPage, type Item, type TableOptions } from './dynamo-table.ts';
import { EXPIRY, expiryOf } from './expiry.ts';
import { StoredItemError } from './service-error.ts';

const count = z.number().int().nonnegative();
const linkSchema: z.ZodType<Omit<PortalLink, 'contentKey' | 'version'>> = z.object({
  linkId: z.string(),
  entityId: z.string(),
  messageId: z.string(),
  decisionId: z.string(),
  keyId: z.string(),
  recordId: z.string(),
  state: z.enum(LINK_STATES),
  createdAt: z.string(),
  expiresAt: z.string(),
  openedAt: z.string().exactOptional(),
  closedAt: z.string().exactOptional(),
  wipedAt: z.string().exactOptional(),
  code: z.object({ hash: z.string(), expiresAt: z.string() }).exactOptional(),
  codesSentAt: z.array(z.string()),
  wrongCodes: count,
  session: z.object({ hash: z.string(), idleUntil: z.string() }).exactOptional(),
  replies: count,
  isHeld: z.literal(true).exactOptional(),
});
/** The key stands apart, so that wiping is the removal of an attribute. */
const itemSchema = z.object({
  link: z.string(),
  version: count,
  contentKey: z.string().exactOptional(),
});

const DAY_MS = 24 * 60 * 60 * 1000;
const DAY = 'YYYY-MM-DD'.length;
/** Days that one list goes back at most. */
const MAX_DAYS = 120;
/** Links read side by side. */
const AT_ONCE = 16;

export function createDynamoPortalLinksMaker(options: TableOptions): PortalLinksMaker {
  const table = openTable(options, 'linkId');
  return {
    create(link) {
      const { linkId, messageId, createdAt, contentKey, version } = link;
      return table.create({
        ...{ linkId, messageId, createdAt, version },
        dayShard: createdAt.slice(0, DAY),
        [EXPIRY]: forgottenAt(link),
        link: textOf(link),
        ...(contentKey === undefined ? {} : { contentKey }),
      });
    },
  };
}

/** The `portal` table: one item a link, changed as a whole if nobody else has changed it. */
export function createDynamoPortalLinks(options: TableOptions): PortalLinksDesk {
  const table = openTable(options, 'linkId');

  async function find(linkId: string): Promise<PortalLink | undefined> {
    const item = await table.get(linkId);
    return item === undefined ? undefined : fromItem(item);
  }

  return {
    find,
    async replace(from, to) {
      const next = { ...to, version: from.version + 1 };
      // It was wiped: of what was held nothing is left to keep.
      const isLetGo = from.isHeld === true && to.isHeld === undefined;
      const outcome = await table.change(from.linkId, {
        update:
          'SET #link = :link, #version = :next' +
          (isLetGo ? ', #expiry = :expiry' : '') +
          (to.contentKey === undefined ? ' REMOVE contentKey' : ''),
        condition: '#version = :version',
        returnItem: false,
        names: {
          ...{ '#link': 'link', '#version': 'version' },
          ...(isLetGo ? { '#expiry': EXPIRY } : {}),
        },
        values: {
          ...{ ':link': textOf(next), ':next': next.version, ':version': from.version },
          ...(isLetGo ? { ':expiry': forgottenAt(to) } : {}),
        },
      });
      return outcome === 'refused' ? 'changed' : next;
    },
    ofMessage: (messageId) => ofMessage(options, messageId, find),
    async list({ since, until, limit }) {
      const found: Item[] = [];
      let day = until.slice(0, DAY);
      for (let days = 0; days < MAX_DAYS && found.length < limit; days += 1) {
        if (day < since.slice(0, DAY)) break;
        const { items } = await queryPage(options.dynamodb, {
          TableName: options.table,
          IndexName: 'by-day',
          KeyConditionExpression: 'dayShard = :day AND createdAt BETWEEN :since AND :until',
          ExpressionAttributeValues: { ':day': day, ':since': since, ':until': until },
          ScanIndexForward: false,
          Limit: limit - found.length,
        });
        found.push(...items);
        day = new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, DAY);
      }
      return await findAll(found, find);
    },
  };
}

/**
 * The same table for whoever takes messages back, or holds them: it asks for the attributes `link` and `version` and changes
 * those. The key of the content stays where it is; and where it is held, the time goes at which the item would.
 */
export function createDynamoPortalCloser(options: TableOptions): PortalLinksCloser {
  const table = openTable(options, 'linkId');
  const names = { '#link': 'link', '#version': 'version' };

  async function find(linkId: string): Promise<PortalLink | undefined> {
    const item = await table.get(linkId, Object.values(names));
    return item === undefined ? undefined : fromItem(item);
  }

  return {
    find,
    async replace(from, to) {
      const next = { ...to, version: from.version + 1 };
      const isKept = to.isHeld === true && from.isHeld === undefined;
      const outcome = await table.change(from.linkId, {
        update: `SET #link = :link, #version = :next${isKept ? ' REMOVE #expiry' : ''}`,
        condition: '#version = :version',
        returnItem: false,
        names: isKept ? { ...names, '#expiry': EXPIRY } : names,
        values: { ':link': textOf(next), ':next': next.version, ':version': from.version },
      });
      return outcome === 'refused' ? 'changed' : next;
    },
    ofMessage: (messageId) => ofMessage(options, messageId, find),
  };
}

type Find = (linkId: string) => Promise<PortalLink | undefined>;

async function ofMessage(
  { dynamodb, table }: TableOptions,
  messageId: string,
  find: Find,
): Promise<PortalLink[]> {
  const found: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await queryPage(dynamodb, {
      TableName: table,
      IndexName: 'by-message',
      KeyConditionExpression: 'messageId = :message',
      ExpressionAttributeValues: { ':message': messageId },
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    found.push(...page.items);
    start = page.next;
  } while (start !== undefined);
  return await findAll(found, find);
}

async function findAll(items: readonly Item[], find: Find): Promise<PortalLink[]> {
  const found: (PortalLink | undefined)[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const some = items.slice(at, at + AT_ONCE).map((item) => find(String(item['linkId'])));
    found.push(...(await Promise.all(some)));
  }
  return found.filter((link) => link !== undefined);
}

/** Seconds since 1970, for DynamoDB's TTL. */
function forgottenAt({ expiresAt }: Pick<PortalLink, 'expiresAt'>): number {
  return expiryOf(Date.parse(expiresAt) + PORTAL_LIMITS.keptDays * DAY_MS);
}

function textOf({ contentKey: _apart, version: _counted, ...link }: PortalLink): string {
  return JSON.stringify(link);
}

/** @throws StoredItemError when the item is not a link */
function fromItem(item: Item): PortalLink {
  const parsed = itemSchema.safeParse(item);
  const link = parsed.success ? linkSchema.safeParse(parse(parsed.data.link)) : undefined;
  if (!parsed.success || link?.success !== true) {
    throw new StoredItemError('a stored link is malformed');
  }
  const { version, contentKey } = parsed.data;
  return { ...link.data, version, ...(contentKey === undefined ? {} : { contentKey }) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
