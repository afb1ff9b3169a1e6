import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { DEFAULT_LIMIT } from '../../../lambdas/core/send/rate-limit.ts';
import { CommandError } from '../running-gateway.ts';
import { putEntry, showOne, spoken, withWhy, type ChangeOptions } from './shared.ts';

export interface LimitOptions {
  readonly rate?: number;
  readonly burst?: number;
  readonly perDay?: number;
}

const { perSecond, burst, perDay } = DEFAULT_LIMIT;

/** What a key that sends may send; the gateway checks the figures. */
export function withLimit(command: Command): Command {
  const count = (flags: string, what: string) =>
    new Option(flags, what).argParser((text) => number(text));
  return command
    .addOption(count('--rate <number>', `recipients a second (default ${String(perSecond)})`))
    .addOption(
      count('--burst <number>', `recipients at once (default ${String(burst)}, or --rate)`),
    )
    .addOption(count('--per-day <number>', `recipients a day, UTC (default ${String(perDay)})`));
}

/** As an entry has it; undefined where nothing is limited otherwise than by default. */
export function limitFrom({ rate, burst: atOnce, perDay: aDay }: LimitOptions): object | undefined {
  const limit = {
    ...(rate === undefined ? {} : { perSecond: rate }),
    ...(atOnce === undefined ? {} : { burst: atOnce }),
    ...(aDay === undefined ? {} : { perDay: aDay }),
  };
  return Object.keys(limit).length === 0 ? undefined : limit;
}

const sender = z.looseObject({ use: z.looseObject({ kind: z.literal('send') }) });

/** `keys limit ID`: how much a key may send. */
export function addLimit(command: Command): Command {
  withWhy(
    withLimit(
      command
        .command('limit <id>')
        .description(
          'limit what a key may send, in recipients; what is left out counts as by default',
        ),
    ).option('--default', 'let the default limits count again'),
  ).action(
    spoken(async (id: string, options: ChangeOptions & LimitOptions & { default?: true }) => {
      const limit = limitFrom(options);
      if ((limit === undefined) !== (options.default === true)) {
        throw new CommandError('Give --rate, --burst or --per-day, or else --default.');
      }
      const { entry, version } = await showOne('keys', id, options);
      const read = sender.safeParse(entry);
      if (!read.success) throw new CommandError('Only keys that send have limits.');
      const { limit: _before, ...use } = read.data.use;
      const changed = { ...read.data, use: { ...use, ...(limit === undefined ? {} : { limit }) } };
      await putEntry('keys', id, changed, version, options);
    }),
  );
  return command;
}

function number(text: string): number {
  if (!/^\d{1,9}(?:\.\d{1,3})?$/.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}
