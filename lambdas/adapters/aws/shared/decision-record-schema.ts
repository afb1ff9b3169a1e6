import * as z from 'zod';
import { EXCEPTIONS, REMUNERATIONS } from '../../../core/decide/facts.ts';
import type { DecisionRecord } from '../../../core/record/decision-record.ts';
import { HEALTH_LABELS, IDENTIFIER_LABELS } from '../../../core/scan/labels.ts';
import {
  CHANNELS,
  DIRECTIONS,
  DISPOSITIONS,
  LANES,
  PHI_CLASSES,
  PURPOSES,
  STEPS,
} from '../../../core/vocabulary.ts';
import { selectionSchema } from './selection-schema.ts';
import { StoredItemError } from './service-error.ts';

const count = z.number().int().nonnegative();
const strings = z.array(z.string());
const label = z.enum([...IDENTIFIER_LABELS, ...HEALTH_LABELS]);

export const findingsSchema = z.partialRecord(label, count);
export const declaredSchema = z.object({
  exception: z.enum(EXCEPTIONS).exactOptional(),
  remuneration: z.enum(REMUNERATIONS).exactOptional(),
});

const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('destination'), id: z.string() }),
  z.object({ kind: z.literal('recipient'), ordinal: count, of: count }),
]);

/**
 * A decision as it is read back from a table: the members of `DecisionRecord` and no others. A member
 * that a later version wrote is left out, so that records can still be read while versions change.
 */
export const decisionRecordSchema: z.ZodType<DecisionRecord> = z.object({
  // Decisions of messages that were on their way when records got their kinds have none.
  kind: z.literal('decision').default('decision'),
  decisionId: z.string().min(1),
  messageId: z.string().min(1),
  decidedAt: z.iso.datetime({ precision: 3 }),
  entityId: z.string(),
  lane: z.enum(LANES),
  direction: z.enum(DIRECTIONS),
  channel: z.enum(CHANNELS),
  purpose: z.enum(PURPOSES),
  origin: z.object({ kind: z.enum(['source', 'sender']), id: z.string() }),
  target,
  person: z.string().exactOptional(),
  personIs: z.enum(['recipient', 'subject']).exactOptional(),
  declared: declaredSchema.exactOptional(),
  scheduledFor: z.iso.datetime({ precision: 3 }).exactOptional(),
  fields: selectionSchema.exactOptional(),
  classification: z.enum([...PHI_CLASSES, 'unknown']),
  findings: findingsSchema,
  unreadable: strings,
  disposition: z.enum(DISPOSITIONS),
  shadow: z
    .object({
      enforced: z.enum(DISPOSITIONS),
      since: z.string(),
      override: z.string().exactOptional(),
    })
    .exactOptional(),
  synthetic: z.literal(true).exactOptional(),
  reasonCode: z.string(),
  rules: strings,
  refused: z.array(z.object({ disposition: z.enum(DISPOSITIONS), rules: strings })),
  says: z.string(),
  citations: strings,
  remedy: z.string().exactOptional(),
  policyVersion: z.string(),
  scannerVersion: z.string(),
  latencyMs: z.partialRecord(z.enum(STEPS), z.number()),
});

const decisionRecordsSchema = z.array(decisionRecordSchema);

/** @throws StoredItemError when the text is not a decision. */
export function readDecision(text: unknown): DecisionRecord {
  return readJson(decisionRecordSchema, text);
}

/** @throws StoredItemError when the text is not a list of decisions. */
export function readDecisions(text: unknown): readonly DecisionRecord[] {
  return readJson(decisionRecordsSchema, text);
}

function readJson<T>(schema: z.ZodType<T>, text: unknown): T {
  let value: unknown;
  try {
    value = typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    // The parser's message quotes its input; undefined fails the schema.
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new StoredItemError('a stored decision is malformed');
  return parsed.data;
}
