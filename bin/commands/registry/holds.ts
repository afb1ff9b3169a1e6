import type { Command } from 'commander';
import * as z from 'zod';
import {
  addEditing,
  addFromFile,
  registryCommand,
  type RegistryCommand,
} from './registry-command.ts';

const holdView = z.looseObject({
  matter: z.string(),
  scope: z.record(z.string(), z.string()),
  releasedAt: z.string().optional(),
});

const HOLDS: RegistryCommand = {
  name: 'holds',
  one: 'hold',
  description: 'legal holds: what is not disposed of, however old it is',
  columns: ['id', 'matter', 'scope', 'released', 'version'],
  row(shown) {
    const { matter, scope, releasedAt = '-' } = holdView.parse(shown.entry);
    const parts = Object.entries(scope).map(([name, value]) => `${name} ${value}`);
    return [shown.id, matter, parts.join(', '), releasedAt, String(shown.version)];
  },
};

/** `cordon holds`. */
export function holdsCommand(): Command {
  return addFromFile(addEditing(registryCommand(HOLDS), HOLDS), HOLDS);
}
