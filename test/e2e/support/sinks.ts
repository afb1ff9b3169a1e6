import * as z from 'zod';
import type { Ready } from './gateway-process.ts';

type Console = Pick<Ready, 'consoleUrl'>;

const deliverySchema = z.object({
  status: z.number(),
  verified: z.boolean(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});
export type SinkDelivery = z.infer<typeof deliverySchema>;

export const SINKS = ['clinical-sink', 'marketing-sink'] as const;
export type SinkName = (typeof SINKS)[number];

/** The id of every webhook that the sink accepted, once for each time, oldest first. */
export async function acceptedIds({ consoleUrl }: Console, sink: SinkName): Promise<string[]> {
  const response = await fetch(`${consoleUrl}/sinks/${sink}/ids`);
  return (await response.text()).split('\n').slice(0, -1);
}

/** The latest deliveries, newest first; a sink keeps 50. */
export async function latestDeliveries(
  { consoleUrl }: Console,
  sink: SinkName,
): Promise<readonly SinkDelivery[]> {
  const response = await fetch(`${consoleUrl}/sinks/${sink}.json?limit=1000`);
  return z.object({ deliveries: z.array(deliverySchema) }).parse(await response.json()).deliveries;
}
