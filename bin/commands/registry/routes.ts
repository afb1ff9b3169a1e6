import * as z from 'zod';
import { defaultPolicyDirectory } from '../../../lambdas/adapters/policy/open-policy.ts';
import { readPolicyDirectory } from '../../../lambdas/adapters/policy/policy-directory.ts';
import { readMatrix } from '../../../lambdas/core/decide/channel-matrix.ts';
import { type Channel, CHANNELS } from '../../../lambdas/core/vocabulary.ts';
import { callAdmin, findAdminGateway, type GatewayOptions } from '../admin-client.ts';

/** The policy in force; without one, the one that came with Cordon is. */
const published = z.object({ policy: z.object({ matrix: z.string() }).optional() });

/** The channels whose messages go out by a vendor, as the policy's routes have it. @throws CommandError */
export async function channelsBy(
  vendorId: string,
  options: GatewayOptions,
): Promise<readonly Channel[]> {
  const gateway = await findAdminGateway(options, true);
  const { policy } = await callAdmin(gateway, { method: 'GET', path: 'policy' }, published);
  const text = policy?.matrix ?? (await readPolicyDirectory(defaultPolicyDirectory())).matrix;
  const { matrix } = readMatrix(text);
  return CHANNELS.filter((channel) => matrix?.vendorOf(channel) === vendorId);
}
