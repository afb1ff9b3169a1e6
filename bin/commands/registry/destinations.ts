import type { Command } from 'commander';
import * as z from 'zod';
import {
  addEditing,
  addFromFile,
  registryCommand,
  type RegistryCommand,
} from './registry-command.ts';

const destinationView = z.looseObject({
  lane: z.string(),
  url: z.string(),
  vendorId: z.string(),
  service: z.string().optional(),
});

const DESTINATIONS: RegistryCommand = {
  name: 'destinations',
  one: 'destination',
  description: 'systems that receive webhooks from Cordon',
  columns: ['id', 'lane', 'url', 'vendor', 'service', 'version'],
  row(shown) {
    const { lane, url, vendorId, service = '-' } = destinationView.parse(shown.entry);
    return [shown.id, lane, url, vendorId, service, String(shown.version)];
  },
};

/** `cordon destinations`. */
export function destinationsCommand(): Command {
  return addFromFile(addEditing(registryCommand(DESTINATIONS), DESTINATIONS), DESTINATIONS);
}
