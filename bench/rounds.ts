import type { Child } from './child.ts';
import { watchDeliveries, type DeliveryWatch } from './deliveries.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';
import type { BenchOptions } from './options.ts';
import { type MemoryFigures, watchMemory } from './memory.ts';
import { percentile } from './statistics.ts';
import { readSteps, type Records, type StepFigures } from './steps.ts';

export interface Target {
  readonly url: string;
  readonly secret: string;
  readonly pid: number;
}

export interface Targets {
  readonly baseline: Target;
  readonly cordon: Target;
  /** The gateway's log, which tells its deliveries. */
  readonly logFile: string;
  /** The gateway's records, which tell how long each step took. */
  readonly records: Records;
  readonly load: Child;
}

export const FIGURES = [
  'acceptedPerSecond',
  'acceptP50',
  'acceptP99',
  'pacedAcceptP50',
  'pacedAcceptP99',
] as const;
export type Figure = (typeof FIGURES)[number];

/** One server in one round: webhooks per second, and milliseconds. */
export type Figures = Readonly<Record<Figure, number>>;

export interface DeliveryFigures {
  /** Messages per second that were delivered to both destinations, from the first request on. */
  readonly deliveredPerSecond: number;
  /** From the answer to each delivery, in the paced phase; milliseconds. */
  readonly deliverP50: number;
  readonly deliverP99: number;
}

export interface Round {
  readonly baseline: Figures;
  readonly cordon: Figures & DeliveryFigures;
}

/** One server under the paced load for a long time; webhooks per second, milliseconds, MB. */
export interface SustainedFigures {
  readonly acceptedPerSecond: number;
  readonly acceptP50: number;
  readonly acceptP99: number;
  readonly memory: MemoryFigures;
}

export interface Sustained {
  readonly baseline: SustainedFigures;
  readonly cordon: SustainedFigures & {
    /** Messages per second that were delivered to both destinations. */
    readonly deliveredPerSecond: number;
    readonly steps: StepFigures;
  };
}

export interface Rounds {
  /** Webhooks per second of the paced phases. */
  readonly rate: number;
  readonly rounds: readonly Round[];
  readonly sustained: Sustained;
  /** Requests that were not accepted, and deliveries that were not seen in time. */
  readonly failed: number;
  readonly undelivered: number;
}

const DESTINATIONS = 2;
/** Milliseconds that the gateway gets to deliver what one phase has left. */
const DRAIN_PATIENCE = 30_000;
/** Seconds; code that ran a few hundred times is compiled. */
const WARM_UP = 2;

/** Alternates: each server is first in every other round, so that neither has the quieter machine. */
export async function runRounds(
  targets: Targets,
  options: BenchOptions,
  progress: (text: string) => void,
): Promise<Rounds> {
  const deliveries = await watchDeliveries(targets.logFile);
  const bench = new Bench(targets, options, deliveries);
  try {
    progress('warming up');
    await bench.saturate('baseline', 'warm', WARM_UP);
    const warm = await bench.saturate('cordon', 'warm', WARM_UP);
    const rate = options.rate ?? Math.max(1, Math.floor(warm.deliveredPerSecond / 2));
    const rounds: Round[] = [];
    for (let round = 1; round <= options.rounds; round += 1) {
      const order =
        round % 2 === 1 ? (['baseline', 'cordon'] as const) : (['cordon', 'baseline'] as const);
      const figures: Partial<Record<'baseline' | 'cordon', Figures & DeliveryFigures>> = {};
      for (const name of order) {
        progress(`round ${round} of ${options.rounds}: ${name}`);
        const full = await bench.saturate(name, `r${round}`, options.seconds);
        const paced = await bench.pace(name, `p${round}`, rate);
        figures[name] = { ...full, ...paced };
      }
      const { baseline, cordon } = figures;
      if (baseline !== undefined && cordon !== undefined) rounds.push({ baseline, cordon });
    }
    progress(`sustained load for ${options.sustained} s: baseline`);
    const baseline = await bench.sustain('baseline', rate);
    progress(`sustained load for ${options.sustained} s: cordon`);
    const cordon = await bench.sustain('cordon', rate);
    const { failed, undelivered } = bench;
    return { rate, rounds, sustained: { baseline, cordon }, failed, undelivered };
  } finally {
    await deliveries.close();
  }
}

class Bench {
  failed = 0;
  undelivered = 0;
  readonly #targets: Targets;
  readonly #options: BenchOptions;
  readonly #deliveries: DeliveryWatch;

  constructor(targets: Targets, options: BenchOptions, deliveries: DeliveryWatch) {
    this.#targets = targets;
    this.#options = options;
    this.#deliveries = deliveries;
  }

  /** As fast as it goes, then until everything is delivered. */
  async saturate(server: 'baseline' | 'cordon', phase: string, seconds: number) {
    const result = await this.#load(server, { name: phase, seconds });
    const times = await this.#delivered(server, result);
    const last = Math.max(result.startedAt + result.seconds * 1000, ...times.flat());
    return {
      acceptedPerSecond: result.accepted.length / result.seconds,
      acceptP50: percentile(result.latencies, 0.5),
      acceptP99: percentile(result.latencies, 0.99),
      deliveredPerSecond: result.accepted.length / ((last - result.startedAt) / 1000),
    };
  }

  /** At a rate that leaves the machine room to breathe. */
  async pace(server: 'baseline' | 'cordon', phase: string, rate: number) {
    const result = await this.#load(server, { name: phase, seconds: this.#options.seconds, rate });
    const times = await this.#delivered(server, result);
    const waits = result.accepted.flatMap(([, answeredAt], at) =>
      (times[at] ?? []).map((time) => Math.max(0, time - answeredAt)),
    );
    return {
      pacedAcceptP50: percentile(result.latencies, 0.5),
      pacedAcceptP99: percentile(result.latencies, 0.99),
      deliverP50: percentile(waits, 0.5),
      deliverP99: percentile(waits, 0.99),
    };
  }

  /** For long, at the same rate, with an eye on memory. */
  async sustain(server: 'baseline' | 'cordon', rate: number): Promise<Sustained['cordon']> {
    const memory = watchMemory(this.#targets[server].pid);
    const { sustained: seconds } = this.#options;
    const result = await this.#load(server, { name: 'sustained', seconds, rate });
    const times = await this.#delivered(server, result);
    const figures = await memory.stop();
    const ended = result.startedAt + result.seconds * 1000;
    const last = times.reduce((until, each) => Math.max(until, ...each), ended);
    const logged = this.#deliveries.timings(result.accepted.map(([messageId]) => messageId));
    const { records } = this.#targets;
    return {
      acceptedPerSecond: result.accepted.length / result.seconds,
      acceptP50: percentile(result.latencies, 0.5),
      acceptP99: percentile(result.latencies, 0.99),
      memory: figures,
      deliveredPerSecond: result.accepted.length / ((last - result.startedAt) / 1000),
      steps: server === 'cordon' ? await readSteps(records, result.startedAt, last, logged) : {},
    };
  }

  async #load(
    server: 'baseline' | 'cordon',
    plan: Pick<LoadPlan, 'name' | 'seconds' | 'rate'>,
  ): Promise<LoadResult> {
    const { connections, bytes } = this.#options;
    const { load } = this.#targets;
    const { url, secret } = this.#targets[server];
    load.send({ ...plan, url, secret, connections, bytes } satisfies LoadPlan);
    const result = (await load.next()) as LoadResult;
    this.failed += result.failed;
    return result;
  }

  /** Times of the deliveries of each accepted webhook; the baseline delivers nothing. */
  async #delivered(
    server: 'baseline' | 'cordon',
    { accepted }: LoadResult,
  ): Promise<readonly (readonly number[])[]> {
    if (server === 'baseline') return [];
    const ids = accepted.map(([messageId]) => messageId);
    const times = await this.#deliveries.wait(ids, DESTINATIONS, DRAIN_PATIENCE);
    const each = ids.map((id) => times.get(id) ?? []);
    this.undelivered += each.reduce((sum, found) => sum + DESTINATIONS - found.length, 0);
    return each;
  }
}
