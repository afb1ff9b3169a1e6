import fc from 'fast-check';
import { checkBody, checkBytes, GOOD, type Verdict } from './check-body.ts';
import type { Body, Generate } from './generate.ts';
import { plant, type Plant } from './plant.ts';

/** Bodies that are made from one seed. A failure ends them, so that it can be made small. */
const AT_ONCE = 500;
/** Every so many bodies are broken: bytes are lost, doubled, turned. */
const BROKEN = 5;

export interface Failure {
  readonly verdict: Verdict;
  readonly seed: number;
  readonly body: Body;
  readonly plant: Plant;
}

export interface FormatRun {
  readonly format: string;
  readonly bodies: number;
  readonly found: number;
  readonly quarantined: number;
  readonly slowestMs: number;
  readonly failures: readonly Failure[];
}

interface Case {
  readonly body: Body;
  readonly plant: Plant;
  readonly cuts: readonly (readonly [at: number, byte: number])[];
}

/**
 * Makes bodies of one format, reads each, and looks whether what is planted in it could pass. The same seed makes the
 * same bodies.
 *
 * @param onProgress told how many are done
 */
export function runFormat(
  format: string,
  generate: Generate,
  count: number,
  seed: number,
  onProgress: (done: number) => void = () => undefined,
): FormatRun {
  const made = plant.chain((own) =>
    fc.record({
      body: generate(own),
      plant: fc.constant(own),
      cuts: fc.array(fc.tuple(fc.nat(100_000), fc.nat(255)), { minLength: 1, maxLength: 4 }),
    }),
  );
  const counts = { found: 0, quarantined: 0 };
  const failures: Failure[] = [];
  let slowestMs = 0;
  for (let done = 0; done < count; done += AT_ONCE) {
    let index = 0;
    let last: Verdict = 'found';
    const own = seed + done;
    const result = fc.check(
      fc.property(made, (one: Case) => {
        index += 1;
        const started = performance.now();
        const isBroken = index % BROKEN === 0;
        last = isBroken ? checkBytes(broken(one)) : checkBody(one.body, one.plant);
        slowestMs = Math.max(slowestMs, performance.now() - started);
        if (last === 'found') counts.found += 1;
        if (last === 'quarantined') counts.quarantined += 1;
        return GOOD.has(last);
      }),
      { numRuns: Math.min(AT_ONCE, count - done), seed: own, endOnFailure: false },
    );
    const [first] = result.counterexample ?? [];
    if (first !== undefined) {
      const verdict = verdictOf(first);
      failures.push({ verdict, seed: own, body: first.body, plant: first.plant });
    }
    onProgress(Math.min(done + AT_ONCE, count));
  }
  return { format, bodies: count, ...counts, slowestMs, failures };
}

function verdictOf(one: Case): Verdict {
  const verdict = checkBody(one.body, one.plant);
  return GOOD.has(verdict) ? checkBytes(broken(one)) : verdict;
}

function broken({ body: { type, bytes }, cuts }: Case): Body {
  let result = Buffer.from(bytes);
  for (const [at, byte] of cuts) {
    const place = result.length === 0 ? 0 : at % result.length;
    if (byte % 3 === 0)
      result = Buffer.concat([result.subarray(0, place), result.subarray(place + 1)]);
    else if (byte % 3 === 1) {
      result = Buffer.concat([
        result.subarray(0, place),
        Buffer.from([byte]),
        result.subarray(place),
      ]);
    } else if (result.length > 0) result[place] = byte;
  }
  return { type, bytes: result };
}
