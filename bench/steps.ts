import * as z from 'zod';
import { STEPS, type Step } from '../lambdas/core/vocabulary.ts';
import type { LoggedTimings } from './deliveries.ts';
import { percentile } from './statistics.ts';

/** How long each step took, in the order of the steps; milliseconds. */
export type StepFigures = Readonly<
  Partial<Record<Step | 'accept', { readonly p50: number; readonly p99: number }>>
>;

/** Where the records are read. */
export interface Records {
  /** URL of `GET /v1/decisions`. */
  readonly url: string;
  readonly auditKey: string;
}

/** Milliseconds of decisions that are asked for at once, and how many are told at most. */
const WINDOW = 1000;
const LIMIT = 1000;

const page = z.object({
  decisions: z.array(
    z.object({
      kind: z.string().optional(),
      latencyMs: z.partialRecord(z.enum(STEPS), z.number()).optional(),
    }),
  ),
});

/**
 * The latencies that decisions record of their own steps. A record cannot hold how long it took to be written: that the
 * log tells, as it does of deliveries and of accepting, all in one. Of a second with more than a
 * thousand decisions the latest thousand are taken.
 *
 * @param from milliseconds since 1970, as `until`
 */
export async function readSteps(
  { url, auditKey }: Records,
  from: number,
  until: number,
  logged: LoggedTimings,
): Promise<StepFigures> {
  const taken = new Map<Step, number[]>(STEPS.map((step) => [step, []]));
  for (let at = from; at < until; at += WINDOW) {
    const since = new Date(at).toISOString();
    const before = new Date(Math.min(until, at + WINDOW)).toISOString();
    const query = new URLSearchParams({ since, until: before, limit: String(LIMIT) });
    const response = await fetch(`${url}?${query.toString()}`, {
      headers: { authorization: `Bearer ${auditKey}` },
    });
    const { decisions } = page.parse(await response.json());
    for (const { latencyMs = {} } of decisions) {
      for (const step of STEPS) {
        const ms = latencyMs[step];
        if (ms !== undefined) taken.get(step)?.push(ms);
      }
    }
  }
  const all = { ...Object.fromEntries(taken), ...logged };
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, times]) => times.length > 0)
      .map(([step, times]) => [
        step,
        { p50: percentile(times, 0.5), p99: percentile(times, 0.99) },
      ]),
  );
}
