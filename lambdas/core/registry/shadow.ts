import * as z from 'zod';

const instant = z.iso.datetime();
/** They are printed on terminals. */
const words = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'holds control characters');

/**
 * Shadow mode of a source or a sender key: policy decides and is recorded, and what it would have kept
 * passes nevertheless, so that a company can see what Cordon would do before it does it. Always for a
 * time, by somebody, for a reason.
 */
export const shadowSchema = z
  .strictObject({
    since: instant,
    /** From this moment on policy is enforced again; no job has to run. */
    until: instant,
    /** Which office asked for it; nobody's name. */
    by: words,
    why: words,
    /**
     * Lets shadow mode cover receivers whose vendor has no active business associate agreement, which it
     * otherwise never does (45 CFR 164.502(e), 164.504(e)). Named by office, timed, and on every decision it touches.
     */
    override: z.strictObject({ approvedBy: words, why: words, until: instant }).optional(),
  })
  .refine(({ since, until }) => Date.parse(since) < Date.parse(until), {
    path: ['until'],
    error: 'is not after since',
  })
  .refine(
    ({ until, override }) =>
      override === undefined || Date.parse(override.until) <= Date.parse(until),
    { path: ['override', 'until'], error: 'is after the end of shadow mode itself' },
  );
export type Shadow = z.infer<typeof shadowSchema>;
