import type { Step, StepLatency } from '../core/vocabulary.ts';
import type { Clock } from '../ports/clock.ts';

/** Times the steps of one message: `mark(step)` books everything since the last mark on that step. */
export interface Stopwatch {
  mark(step: Step): void;
  /** Milliseconds by step, rounded to microseconds. */
  latency(): StepLatency;
}

export function startStopwatch(clock: Clock, earlier: StepLatency = {}): Stopwatch {
  const spent: StepLatency = { ...earlier };
  let last = clock.monotonic();
  return {
    mark(step) {
      const now = clock.monotonic();
      spent[step] = round((spent[step] ?? 0) + now - last);
      last = now;
    },
    latency: () => ({ ...spent }),
  };
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
