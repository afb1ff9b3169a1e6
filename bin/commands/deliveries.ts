import { Command, Option } from 'commander';
import * as z from 'zod';
import { DELIVERY_STATES } from '../../lambdas/core/message/delivery.ts';
import { LANES } from '../../lambdas/core/vocabulary.ts';
import { callAdmin, findAdminGateway } from './admin-client.ts';
import {
  printTable,
  spoken,
  withSharedOptions,
  withWhy,
  type ChangeOptions,
  type SharedOptions,
} from './registry/shared.ts';

const deliverySchema = z.looseObject({
  deliveryId: z.string(),
  lane: z.string(),
  state: z.string(),
  attempts: z.number(),
  createdAt: z.string(),
  dueAt: z.string(),
  failure: z.string().optional(),
  route: z.looseObject({ kind: z.string(), destinationId: z.string().optional() }),
});
const listSchema = z.object({ deliveries: z.array(deliverySchema), more: z.boolean() });

interface ListOptions extends SharedOptions {
  readonly state: string;
  readonly lane?: string;
  readonly destination?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: string;
}

/** `cordon deliveries`: dead letters, and what is on its way. */
export function deliveriesCommand(): Command {
  const list = withSharedOptions(
    new Command('list')
      .description('list deliveries, newest first')
      .addOption(new Option('--state <state>').choices(DELIVERY_STATES).default('dead'))
      .addOption(new Option('--lane <lane>').choices(LANES))
      .option('--destination <id>', 'only those to this destination')
      .option('--since <time>', 'date or time, ISO 8601; default 30 days ago')
      .option('--until <time>', 'date or time, ISO 8601; default now')
      .option('--limit <number>', 'at most this many, 1 to 200', '50'),
  ).action(spoken(listDeliveries));
  const show = withSharedOptions(
    new Command('show').description('show a delivery, without what is delivered').argument('<id>'),
  ).action(
    spoken(async (id: string, options: SharedOptions) => {
      const path = encodeURIComponent(id);
      const gateway = await findAdminGateway(options, true);
      const request = { method: 'GET', path, base: 'deliveries' } as const;
      const found = await callAdmin(gateway, request, deliverySchema);
      console.log(JSON.stringify(found, undefined, options.json === true ? undefined : 2));
    }),
  );
  const replay = withWhy(
    new Command('replay')
      .description('put dead deliveries back, if they may still go today')
      .argument('<ids...>'),
  ).action(
    spoken(async (ids: string[], options: ChangeOptions) => {
      const gateway = await findAdminGateway(options, false);
      for (const id of ids) {
        const path = `${encodeURIComponent(id)}/replay`;
        const body = { why: options.why };
        const request = { method: 'POST', path, body, base: 'deliveries' } as const;
        await callAdmin(gateway, request, z.object({ replayed: z.literal(true) }));
        console.log(
          options.json === true
            ? JSON.stringify({ id, replayed: true })
            : `${id} is on its way again.`,
        );
      }
    }),
  );
  return new Command('deliveries')
    .description('deliveries that are dead, pending or done; replay dead ones')
    .addCommand(list)
    .addCommand(show)
    .addCommand(replay);
}

async function listDeliveries(options: ListOptions): Promise<void> {
  const query = new URLSearchParams();
  for (const name of ['state', 'lane', 'destination', 'since', 'until', 'limit'] as const) {
    const value = options[name];
    if (value !== undefined) query.set(name, value);
  }
  const gateway = await findAdminGateway(options, true);
  const request = { method: 'GET', path: `?${query.toString()}`, base: 'deliveries' } as const;
  const { deliveries, more } = await callAdmin(gateway, request, listSchema);
  if (options.json === true) {
    console.log(JSON.stringify({ deliveries, more }));
    return;
  }
  printTable(
    ['id', 'lane', 'state', 'queued (UTC)', 'attempts', 'failure'],
    deliveries.map(({ deliveryId, lane, state, createdAt, attempts, failure = '-' }) => [
      ...[deliveryId, lane, state, createdAt.slice(0, 19).replace('T', ' ')],
      ...[String(attempts), failure],
    ]),
  );
  if (more) console.error('There are more: raise --limit, or narrow the time.');
}
