import * as z from 'zod';

const decisionSchema = z.looseObject({
  decisionId: z.string(),
  messageId: z.string(),
  lane: z.string(),
  origin: z.object({ kind: z.string(), id: z.string() }),
  target: z.object({ kind: z.string(), id: z.string() }),
  classification: z.string(),
  disposition: z.string(),
  reasonCode: z.string(),
  unreadable: z.array(z.string()),
  latencyMs: z.record(z.string(), z.number()),
});
export type Decided = z.infer<typeof decisionSchema>;

/** The inbound decisions as the audit API lists them. @throws when there are more than it lists at once (1000). */
export async function readDecisions(url: string, auditKey: string): Promise<readonly Decided[]> {
  const response = await fetch(`${url}/v1/decisions?limit=1000`, {
    headers: { authorization: `Bearer ${auditKey}` },
  });
  const page = z.object({ decisions: z.array(z.unknown()), more: z.boolean() });
  const { decisions, more } = page.parse(await response.json());
  if (more) throw new Error('there are more decisions than one page');
  return decisions.flatMap((each) => {
    const parsed = decisionSchema.safeParse(each);
    return parsed.success ? [parsed.data] : [];
  });
}
