import { Command } from 'commander';
import * as z from 'zod';
import { callAdmin, findAdminGateway } from '../admin-client.ts';
import {
  addEditing,
  addFromFile,
  registryCommand,
  type RegistryCommand,
} from './registry-command.ts';
import {
  spoken,
  withSharedOptions,
  withWhy,
  type ChangeOptions,
  type SharedOptions,
} from './shared.ts';

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
  const command = addFromFile(
    addEditing(registryCommand(DESTINATIONS), DESTINATIONS),
    DESTINATIONS,
  );
  const state = withSharedOptions(
    new Command('state').description('how a destination does').argument('<id>'),
  ).action(
    spoken(async (id: string, options: SharedOptions) => {
      const gateway = await findAdminGateway(options, true);
      const request = { method: 'GET', path: id, base: 'destinations' } as const;
      const health = await callAdmin(gateway, request, z.looseObject({ circuit: z.string() }));
      console.log(JSON.stringify(health, undefined, options.json === true ? undefined : 2));
    }),
  );
  const enable = withWhy(
    new Command('enable')
      .description('let a destination that was disabled have webhooks again')
      .argument('<id>'),
  ).action(
    spoken(async (id: string, options: ChangeOptions) => {
      const body = { why: options.why };
      const gateway = await findAdminGateway(options, false);
      const request = { method: 'POST', path: `${id}/enable`, body, base: 'destinations' } as const;
      await callAdmin(gateway, request, z.object({ enabled: z.literal(true) }));
      console.log(
        options.json === true ? JSON.stringify({ id, enabled: true }) : `${id} is enabled.`,
      );
    }),
  );
  return command.addCommand(state).addCommand(enable);
}
