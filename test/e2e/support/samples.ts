import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const FOLDER = new URL('../../corpus/payloads/', import.meta.url);

const sampleSchema = z.object({
  vendor: z.string(),
  kind: z.enum(['phi', 'clean']),
  contentType: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string(),
  phi: z.array(z.object({ value: z.string(), label: z.string() })).default([]),
});

/** One webhook as its vendor sends it, with synthetic people or without any (test/corpus/payloads/SOURCE.md). */
export type Sample = z.infer<typeof sampleSchema> & { readonly name: string };

/** All of them, in the order of their names. */
export const SAMPLES: readonly Sample[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => ({
    name: file.replace(/\.json$/, ''),
    ...sampleSchema.parse(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))),
  }));

/**
 * Labels of the samples for what is evidence of health, or an age below 90. 45 CFR 164.514(b)(2)(i) lists what has to go
 * for the rest not to be PHI any more, and these are not on the list: "asthma", of nobody in particular, may stay.
 */
const NOT_IDENTIFIERS: ReadonlySet<string> = new Set([
  'CONDITION',
  'PROCEDURE',
  'LAB',
  'MEDICATION',
  'ICD10',
  'DEVICE',
  'AGE',
]);

/** The labelled values of a sample that identify somebody. */
export function identifiersOf({ phi }: Sample): readonly { value: string; label: string }[] {
  return phi.filter(({ label }) => !NOT_IDENTIFIERS.has(label));
}
