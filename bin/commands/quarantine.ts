import { Command, Option } from 'commander';
import * as z from 'zod';
import { SETTLEMENTS } from '../../lambdas/core/message/held-message.ts';
import { callAdmin, findAdminGateway } from './admin-client.ts';
import {
  printTable,
  spoken,
  withSharedOptions,
  withWhy,
  type ChangeOptions,
  type SharedOptions,
} from './registry/shared.ts';

const heldSchema = z.looseObject({
  heldId: z.string(),
  lane: z.string(),
  direction: z.string(),
  reasonCode: z.string(),
  heldAt: z.string(),
});
const listSchema = z.object({ held: z.array(heldSchema), more: z.boolean() });

const HOUR_MS = 60 * 60 * 1000;

/** `cordon quarantine`: what waits for review, and what became of it. */
export function quarantineCommand(): Command {
  const list = withSharedOptions(
    new Command('list')
      .description('list what waits for review, longest first')
      .option('--limit <number>', 'at most this many, 1 to 200', '50'),
  ).action(spoken(listHeld));
  const show = withSharedOptions(
    new Command('show')
      .description('show what is held, without what it says')
      .argument('<id>', 'of what is held: the id of its decision'),
  ).action(
    spoken(async (id: string, options: SharedOptions) => {
      const gateway = await findAdminGateway(options, true);
      const request = { method: 'GET', path: encodeURIComponent(id), base: 'quarantine' } as const;
      const found = await callAdmin(gateway, request, heldSchema);
      console.log(JSON.stringify(found, undefined, options.json === true ? undefined : 2));
    }),
  );
  const settle = withWhy(
    new Command('settle')
      .description('note that it was reviewed, and what became of it: it waits no more')
      .argument('<ids...>')
      .addOption(
        new Option(
          '--as <outcome>',
          'sent_again: its sender sent it another way; not_needed: nobody misses it',
        )
          .choices(SETTLEMENTS)
          .makeOptionMandatory(),
      ),
  ).action(spoken(settleAll));
  return new Command('quarantine')
    .description('messages and payloads that wait for review: look, settle')
    .addCommand(list)
    .addCommand(show)
    .addCommand(settle);
}

async function settleAll(
  ids: readonly string[],
  options: ChangeOptions & { readonly as: string },
): Promise<void> {
  const gateway = await findAdminGateway(options, false);
  const body = { as: options.as, why: options.why };
  for (const id of ids) {
    const path = `${encodeURIComponent(id)}/settle`;
    const request = { method: 'POST', path, body, base: 'quarantine' } as const;
    await callAdmin(gateway, request, z.object({ settled: z.literal(true) }));
    console.log(
      options.json === true ? JSON.stringify({ id, settled: true }) : `${id} waits no more.`,
    );
  }
}

async function listHeld(options: SharedOptions & { readonly limit: string }): Promise<void> {
  const gateway = await findAdminGateway(options, true);
  const path = `?${new URLSearchParams({ limit: options.limit }).toString()}`;
  const request = { method: 'GET', path, base: 'quarantine' } as const;
  const { held, more } = await callAdmin(gateway, request, listSchema);
  if (options.json === true) {
    console.log(JSON.stringify({ held, more }));
    return;
  }
  printTable(
    ['id', 'lane', 'direction', 'reason', 'held (UTC)', 'hours'],
    held.map(({ heldId, lane, direction, reasonCode, heldAt }) => [
      ...[heldId, lane, direction, reasonCode, heldAt.slice(0, 19).replace('T', ' ')],
      String(Math.floor((Date.now() - Date.parse(heldAt)) / HOUR_MS)),
    ]),
  );
  if (more) console.error('There are more: raise --limit.');
}
