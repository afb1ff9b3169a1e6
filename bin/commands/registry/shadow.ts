import type { Command } from 'commander';
import * as z from 'zod';
import type { Shadow } from '../../../lambdas/core/registry/shadow.ts';
import type { GatewayOptions } from '../admin-client.ts';
import { moment } from '../moment.ts';
import { CommandError } from '../running-gateway.ts';
import type { RegistryCommand } from './registry-command.ts';
import { putEntry, showOne, spoken, withWhy, type ChangeOptions } from './shared.ts';

interface ShadowOptions extends ChangeOptions {
  readonly until?: string;
  readonly by?: string;
  readonly off?: true;
  readonly overrideBy?: string;
  readonly overrideUntil?: string;
  readonly overrideWhy?: string;
}

/** `shadow ID`: turns shadow mode on for a time, or off. */
export function addShadow(command: Command, { name, one }: RegistryCommand): Command {
  withWhy(
    command
      .command('shadow <id>')
      .description(`decide and record about a ${one}, but let pass what policy would have kept`)
      .option('--until <time>', 'date or time of its end, at most 90 days ahead', moment)
      .option('--by <office>', 'which office asks for it; name nobody')
      .option('--off', 'end it now')
      .option('--override-by <office>', 'who approves receivers without an agreement, by office')
      .option('--override-until <time>', 'date or time; not after --until', moment)
      .option('--override-why <words>', 'why that is approved'),
  ).action(
    spoken(async (id: string, options: ShadowOptions) => {
      const shadow = options.off === true ? undefined : shadowFrom(options);
      const { entry, version } = await showOne(name, id, options);
      await putEntry(name, id, withShadow(name, entry, shadow), version, options);
      if (options.json === true) return;
      if (shadow === undefined) {
        console.error('Policy is enforced again.');
        return;
      }
      console.error(`In shadow mode until ${shadow.until}: what policy would have kept passes.`);
      console.error('It is on record; "cordon report shadow" adds it up.');
      const uncovered = shadow.override === undefined ? await withoutAgreement(entry, options) : [];
      if (uncovered.length > 0) {
        console.error(`Not to ${uncovered.join(', ')}: the vendor has no agreement in force.`);
      }
    }),
  );
  return command;
}

const sourceSchema = z.looseObject({ destinationIds: z.array(z.string()) });
const destinationSchema = z.looseObject({ vendorId: z.string() });

/** Destinations of a source that shadow mode never covers by itself (45 CFR 164.504(e)). */
async function withoutAgreement(entry: object, options: GatewayOptions): Promise<string[]> {
  const source = sourceSchema.safeParse(entry);
  const uncovered: string[] = [];
  for (const id of source.success ? source.data.destinationIds : []) {
    const destination = await showOne('destinations', id, options);
    const { vendorId } = destinationSchema.parse(destination.entry);
    const vendor = await showOne('vendors', vendorId, options);
    if (vendor['status'] !== 'active') uncovered.push(id);
  }
  return uncovered;
}

function shadowFrom(options: ShadowOptions): Shadow {
  const { until, by, why, overrideBy, overrideUntil, overrideWhy } = options;
  if (until === undefined || by === undefined) {
    throw new CommandError('Shadow mode needs --until and --by; --off ends it.');
  }
  const given = [overrideBy, overrideUntil, overrideWhy].filter((one) => one !== undefined);
  const shadow = { since: new Date().toISOString(), until, by, why };
  if (given.length === 0) return shadow;
  if (overrideBy === undefined || overrideUntil === undefined || overrideWhy === undefined) {
    throw new CommandError(
      'An override needs --override-by, --override-until and --override-why: it is named, timed and has a reason.',
    );
  }
  const override = { approvedBy: overrideBy, until: overrideUntil, why: overrideWhy };
  return { ...shadow, override };
}

const keySchema = z.looseObject({ use: z.looseObject({ kind: z.string() }) });

/** Of a key, shadow mode is part of its use: only keys that send have one. @throws CommandError */
function withShadow(name: string, entry: object, shadow: Shadow | undefined): object {
  if (name !== 'keys') return { ...entry, shadow };
  const key = keySchema.parse(entry);
  if (key.use.kind !== 'send') {
    throw new CommandError(`This key does not send, it is of use ${key.use.kind}.`);
  }
  return { ...key, use: { ...key.use, shadow } };
}
