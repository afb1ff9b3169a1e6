import type { Command } from 'commander';
import * as z from 'zod';
import { CommandError } from '../running-gateway.ts';
import { putEntry, showOne, spoken, withWhy, type ChangeOptions } from './shared.ts';

const sender = z.looseObject({ use: z.looseObject({ kind: z.literal('send') }) });

/** `keys events ID`: where it is told what becomes of a key's messages. */
export function addEvents(command: Command): Command {
  withWhy(
    command
      .command('events <id>')
      .description("tell a destination of the key's lane what becomes of its messages")
      .option('--to <destination>', 'id of the destination')
      .option('--off', 'tell nobody any more'),
  ).action(
    spoken(async (id: string, options: ChangeOptions & { to?: string; off?: true }) => {
      const { to, off } = options;
      if ((to === undefined) !== (off === true)) {
        throw new CommandError('Give --to DESTINATION, or else --off.');
      }
      const { entry, version } = await showOne('keys', id, options);
      const read = sender.safeParse(entry);
      if (!read.success) throw new CommandError('Only keys that send have messages to tell of.');
      const { events: _before, ...use } = read.data.use;
      const changed = {
        ...read.data,
        use: { ...use, ...(to === undefined ? {} : { events: to }) },
      };
      await putEntry('keys', id, changed, version, options);
    }),
  );
  return command;
}
