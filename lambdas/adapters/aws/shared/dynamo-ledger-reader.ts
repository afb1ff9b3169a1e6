import type { DecisionRecord } from '../../../core/record/decision-record.ts';
import type { Clock } from '../../../ports/clock.ts';
import { LedgerQueryError, type DecisionQuery, type LedgerReader } from '../../../ports/ledger.ts';
import { readDecision } from './decision-record-schema.ts';
import { queryPage, type Item, type TableOptions } from './dynamo-table.ts';
import { LEDGER_SHARDS } from './table-definitions.ts';

export { LedgerQueryError } from '../../../ports/ledger.ts';

export interface DynamoLedgerReaderOptions extends TableOptions {
  /** For `until`, when the query does not say. */
  readonly clock: Clock;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;
/** One more than a list has at most, so that it can be told whether there are more. */
const MAX_LIMIT = 1_001;
/** Days read side by side; each is LEDGER_SHARDS requests. */
const MAX_SPAN_DAYS = 8;
/** Items asked for at once, of one shard of one day. */
const PAGE_ITEMS = 200;
/** Enough for a year of quiet days; a search that needs more must be narrowed. */
const MAX_PAGES = 6_000;

const FILTERS = ['lane', 'direction', 'disposition', 'messageId', 'shadow'] as const;

/**
 * Reads the ledger back, newest first: span of days after span of days, and in each the shards merged by
 * time. The index follows the table with a delay (milliseconds, as a rule).
 *
 * @throws LedgerQueryError, StoredItemError, ServiceError
 */
export function createDynamoLedgerReader(options: DynamoLedgerReaderOptions): LedgerReader {
  return {
    async list(query) {
      const { since, until } = range(query, options.clock);
      const budget = { pages: MAX_PAGES };
      const found: DecisionRecord[] = [];
      for (const days of spans(since, until)) {
        const slices = days.flatMap((day) =>
          Array.from({ length: LEDGER_SHARDS }, (_, shard) =>
            newestFirst(options, query, { day, shard, since, until, budget }),
          ),
        );
        for await (const item of merge(slices)) {
          found.push(readDecision(item['record']));
          if (found.length === query.limit) return found;
        }
      }
      return found;
    },
  };
}

interface Slice {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly shard: number;
  readonly since: string;
  readonly until: string;
  /** Shared by the whole query. */
  readonly budget: { pages: number };
}

/** One shard of one day. The next page is asked for when somebody has read the last one. */
async function* newestFirst(
  { dynamodb, table }: TableOptions,
  query: DecisionQuery,
  { day, shard, since, until, budget }: Slice,
): AsyncGenerator<Item, void> {
  const filters = FILTERS.filter((name) => query[name] !== undefined);
  let start: Item | undefined;
  do {
    budget.pages -= 1;
    if (budget.pages < 0) throw new LedgerQueryError('too much to read: narrow the time range');
    const page = await queryPage(dynamodb, {
      TableName: table,
      IndexName: 'by-day',
      // `TIME#ID` sorts after `TIME`, so that `since` is inclusive and `until` exclusive.
      KeyConditionExpression: 'dayShard = :dayShard AND timeAndId BETWEEN :since AND :until',
      ...(filters.length === 0
        ? {}
        : {
            FilterExpression: filters.map((name) => `#${name} = :${name}`).join(' AND '),
            ExpressionAttributeNames: Object.fromEntries(filters.map((n) => [`#${n}`, n])),
          }),
      ExpressionAttributeValues: {
        ':dayShard': `${day}#${shard}`,
        ':since': since,
        ':until': until,
        ...Object.fromEntries(filters.map((name) => [`:${name}`, query[name]])),
      },
      ScanIndexForward: false,
      Limit: filters.length === 0 ? Math.min(PAGE_ITEMS, query.limit) : PAGE_ITEMS,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    yield* page.items;
    start = page.next;
  } while (start !== undefined);
}

/** Merges sequences that are each newest first. The first pages are asked for side by side. */
async function* merge(sources: readonly AsyncGenerator<Item, void>[]): AsyncGenerator<Item, void> {
  const heads = await Promise.all(sources.map((source) => source.next()));
  for (;;) {
    let newest = -1;
    let newestKey = '';
    heads.forEach((head, i) => {
      if (head.done) return;
      const key = String(head.value['timeAndId']);
      if (newest < 0 || key > newestKey) [newest, newestKey] = [i, key];
    });
    const head = heads[newest];
    const source = sources[newest];
    if (head === undefined || head.done || source === undefined) return;
    yield head.value;
    heads[newest] = await source.next();
  }
}

/** @throws LedgerQueryError */
function range(query: DecisionQuery, clock: Clock): { since: string; until: string } {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MAX_LIMIT) {
    throw new LedgerQueryError(`limit must be a whole number from 1 to ${MAX_LIMIT}`);
  }
  const until = query.until === undefined ? clock.now().getTime() : Date.parse(query.until);
  const since = query.since === undefined ? until - DEFAULT_DAYS * DAY_MS : Date.parse(query.since);
  if (!(since <= until)) throw new LedgerQueryError('since and until must be times, in this order');
  if (until - since > MAX_DAYS * DAY_MS) {
    throw new LedgerQueryError(`the time range must not be longer than ${MAX_DAYS} days`);
  }
  return { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
}

/**
 * Days (UTC) that the range touches, last first, in spans that are read side by side: the last day
 * alone, as it mostly answers, then more and more, so that a quiet month is a few round trips.
 */
function* spans(since: string, until: string): Generator<readonly string[]> {
  const first = Date.parse(since.slice(0, 10));
  let day = Date.parse(until.slice(0, 10));
  for (let size = 1; day >= first; size = Math.min(size * 2, MAX_SPAN_DAYS)) {
    const span: string[] = [];
    for (; span.length < size && day >= first; day -= DAY_MS) {
      span.push(new Date(day).toISOString().slice(0, 10));
    }
    yield span;
  }
}
