import * as z from 'zod';
import { POLICY_LIMITS } from './policy-limits.ts';
import type { PolicySources } from './policy.ts';

/** There is one policy: its entry has this kind and this id. */
export const POLICY_KIND = 'policy';
export const POLICY_ID = 'current';

const text = z.string().max(POLICY_LIMITS.fileLength);

/** A policy as it is published: its files as text. What the texts say is checked by loading them. */
const policyEntrySchema = z
  .strictObject({
    id: z.literal(POLICY_ID),
    schema: text,
    matrix: text,
    policies: z.record(
      z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*\.cedar$/, 'is not the name of a policy file'),
      text,
    ),
  })
  .refine(
    ({ schema, matrix, policies }) =>
      bytesOf(schema, matrix, ...Object.values(policies)) <= POLICY_LIMITS.publishedBytes,
    `is larger than ${POLICY_LIMITS.publishedBytes} bytes`,
  );
export type PolicyEntry = z.infer<typeof policyEntrySchema>;

/** How the policy's entry is read, by kind, as a versioned store wants it. */
export const POLICY_SCHEMAS = { [POLICY_KIND]: policyEntrySchema } as const;
export interface PolicyEntries {
  readonly policy: PolicyEntry;
}

/** The texts of an entry that was read from somewhere; undefined if it is none. */
export function sourcesOf(entry: unknown): PolicySources | undefined {
  const parsed = policyEntrySchema.safeParse(entry);
  return parsed.success ? parsed.data : undefined;
}

function bytesOf(...texts: readonly string[]): number {
  return texts.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
}
