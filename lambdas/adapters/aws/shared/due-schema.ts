import * as z from 'zod';
import { ADDRESSEES, EXCEPTIONS, REMUNERATIONS } from '../../../core/decide/facts.ts';
import type { DueFacts, Withheld } from '../../../core/message/due-facts.ts';
import { CHANNELS, PHI_CLASSES, PURPOSES } from '../../../core/vocabulary.ts';
import { declaredSchema, findingsSchema } from './decision-record-schema.ts';

/** By what a scheduled delivery is decided once more, as its item has it. */
export const dueSchema: z.ZodType<DueFacts> = z.object({
  channel: z.enum(CHANNELS),
  purpose: z.enum(PURPOSES),
  phi: z.enum([...PHI_CLASSES, 'unknown']),
  unreadableParts: z.boolean(),
  exception: z.enum(EXCEPTIONS),
  remuneration: z.enum(REMUNERATIONS),
  addressee: z.enum(ADDRESSEES),
  isPart2: z.literal(true).exactOptional(),
  recorded: z.object({
    findings: findingsSchema,
    unreadable: z.array(z.string()),
    scannerVersion: z.string(),
    declared: declaredSchema.exactOptional(),
    ordinal: z.number().int().positive(),
    of: z.number().int().positive(),
  }),
});

/** What policy said when it was due, of one that may not leave any more. */
export const withheldSchema: z.ZodType<Withheld> = z.object({
  disposition: z.enum(['quarantine', 'block']),
  decisionId: z.string(),
  reasonCode: z.string(),
  rules: z.array(z.string()),
});
