import type { Command } from 'commander';
import * as z from 'zod';
import { addSource } from './source-add.ts';
import { addSecret } from './source-secret.ts';
import { addEditing, registryCommand, type RegistryCommand } from './registry-command.ts';
import { addShadow } from './shadow.ts';

const sourceView = z.looseObject({
  entityId: z.string(),
  scheme: z.string(),
  purpose: z.string(),
  careContext: z.boolean(),
  part2: z.boolean().optional(),
  destinationIds: z.array(z.string()),
  shadow: z.looseObject({ until: z.string() }).optional(),
});

const SOURCES: RegistryCommand = {
  name: 'sources',
  one: 'source',
  description: 'sources: vendors that post webhooks to Cordon, and addresses that take mail',
  columns: ['id', 'entity', 'scheme', 'purpose', 'care', 'to', 'shadow until', 'version'],
  row(shown) {
    const source = sourceView.parse(shown.entry);
    const care = source.part2 === true ? 'part 2' : source.careContext ? 'yes' : 'no';
    return [
      shown.id,
      source.entityId,
      source.scheme,
      source.purpose,
      care,
      source.destinationIds.join('\n'),
      source.shadow?.until ?? '-',
      String(shown.version),
    ];
  },
};

/** `cordon sources`. */
export function sourcesCommand(): Command {
  const command = addSource(addEditing(registryCommand(SOURCES), SOURCES));
  return addSecret(addShadow(command, SOURCES));
}
