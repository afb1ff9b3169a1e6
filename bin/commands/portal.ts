import { Command } from 'commander';
import * as z from 'zod';
import { callAdmin, findAdminGateway } from './admin-client.ts';
import {
  printTable,
  spoken,
  withSharedOptions,
  withWhy,
  type ChangeOptions,
  type SharedOptions,
} from './registry/shared.ts';

const linkSchema = z.looseObject({
  linkId: z.string(),
  messageId: z.string(),
  state: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  openedAt: z.string().optional(),
  replies: z.number(),
});
const linksSchema = z.object({ links: z.array(linkSchema) });
const listSchema = z.object({ links: z.array(linkSchema), more: z.boolean() });

interface ListOptions extends SharedOptions {
  readonly since?: string;
  readonly until?: string;
  readonly limit: string;
}

const ID = 'of a link (lnk_...), or of a message (msg_...) for all its links';

/** `cordon portal`: what waits to be picked up, and what became of it. */
export function portalCommand(): Command {
  const list = withSharedOptions(
    new Command('list')
      .description('list pick-up links, newest first')
      .option('--since <time>', 'date or time, ISO 8601; default 30 days ago')
      .option('--until <time>', 'date or time, ISO 8601; default now')
      .option('--limit <number>', 'at most this many, 1 to 200', '50'),
  ).action(spoken(listLinks));
  const show = withSharedOptions(
    new Command('show')
      .description('show a link, without what waits behind it')
      .argument('<id>', ID),
  ).action(
    spoken(async (id: string, options: SharedOptions) => {
      const gateway = await findAdminGateway(options, true);
      const request = { method: 'GET', path: `links/${encodeURIComponent(id)}` };
      const { links } = await callAdmin(gateway, { ...request, base: 'portal' }, linksSchema);
      console.log(JSON.stringify(links, undefined, options.json === true ? undefined : 2));
    }),
  );
  return new Command('portal')
    .description('messages that wait to be picked up: look, take back, destroy')
    .addCommand(list)
    .addCommand(show)
    .addCommand(closing('recall', 'take a message back: its page shows it no more'))
    .addCommand(closing('wipe', 'destroy the key of what waits: nobody reads it any more'));
}

function closing(verb: 'recall' | 'wipe', description: string): Command {
  return withWhy(new Command(verb).description(description).argument('<id>', ID)).action(
    spoken(async (id: string, options: ChangeOptions) => {
      const gateway = await findAdminGateway(options, false);
      const path = `links/${encodeURIComponent(id)}/${verb}`;
      const request = { method: 'POST', path, body: { why: options.why } };
      const { links } = await callAdmin(gateway, { ...request, base: 'portal' }, linksSchema);
      if (options.json === true) {
        console.log(JSON.stringify({ links }));
        return;
      }
      for (const { linkId, state } of links) console.log(`${linkId} is ${state}.`);
    }),
  );
}

async function listLinks(options: ListOptions): Promise<void> {
  const query = new URLSearchParams();
  for (const name of ['since', 'until', 'limit'] as const) {
    const value = options[name];
    if (value !== undefined) query.set(name, value);
  }
  const gateway = await findAdminGateway(options, true);
  const request = { method: 'GET', path: `links?${query.toString()}`, base: 'portal' } as const;
  const { links, more } = await callAdmin(gateway, request, listSchema);
  if (options.json === true) {
    console.log(JSON.stringify({ links, more }));
    return;
  }
  const time = (text: string | undefined) => text?.slice(0, 16).replace('T', ' ') ?? '-';
  printTable(
    ['link', 'message', 'state', 'left (UTC)', 'opened', 'until', 'replies'],
    links.map(({ linkId, messageId, state, createdAt, openedAt, expiresAt, replies }) => [
      ...[linkId, messageId, state, time(createdAt), time(openedAt), time(expiresAt)],
      String(replies),
    ]),
  );
  if (more) console.error('There are more: raise --limit, or narrow the time.');
}
