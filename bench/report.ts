import { type Machine, machineLine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import {
  type DeliveryFigures,
  FIGURES,
  type Figures,
  type Rounds,
  type SustainedFigures,
} from './rounds.ts';
import { median } from './statistics.ts';

export interface Report extends Rounds {
  readonly machine: Machine;
  readonly options: BenchOptions;
  /** Over the rounds. */
  readonly medians: {
    readonly baseline: Figures;
    readonly cordon: Figures & DeliveryFigures;
    /** Median of the rounds' own ratios, Cordon to baseline: a noisy minute hits both of a round. */
    readonly ratio: Figures;
  };
}

const DELIVERY_FIGURES = ['deliveredPerSecond', 'deliverP50', 'deliverP99'] as const;

export function summarize(machine: Machine, options: BenchOptions, measured: Rounds): Report {
  const { rounds } = measured;
  const over = <Name extends string>(
    names: readonly Name[],
    pick: (round: Rounds['rounds'][number], name: Name) => number,
  ) =>
    Object.fromEntries(
      names.map((name) => [name, median(rounds.map((round) => pick(round, name)))]),
    ) as Record<Name, number>;
  return {
    machine,
    options,
    ...measured,
    medians: {
      baseline: over(FIGURES, ({ baseline }, name) => baseline[name]),
      cordon: over([...FIGURES, ...DELIVERY_FIGURES], ({ cordon }, name) => cordon[name]),
      ratio: over(FIGURES, ({ baseline, cordon }, name) => cordon[name] / baseline[name]),
    },
  };
}

export function formatReport(report: Report): string {
  const { options, machine, medians, rate, failed, undelivered } = report;
  const { baseline, cordon, ratio } = medians;
  const row = (title: string, ...cells: readonly string[]): string =>
    `  ${title.padEnd(34)}${cells.map((cell) => cell.padStart(11)).join('')}`;
  const compared = (title: string, name: (typeof FIGURES)[number], digits: number): string =>
    row(
      title,
      baseline[name].toFixed(digits),
      cordon[name].toFixed(digits),
      ratio[name].toFixed(2),
    );
  const alone = (title: string, name: (typeof DELIVERY_FIGURES)[number], digits: number): string =>
    row(title, '-', cordon[name].toFixed(digits), '-');
  return [
    `Webhooks of ${options.bytes} bytes, medians of ${options.rounds} rounds of ${options.seconds} s`,
    machineLine(machine),
    '',
    row('', 'baseline', 'cordon', 'ratio'),
    `at full load, ${options.connections} at once`,
    compared('accepted per second', 'acceptedPerSecond', 0),
    compared('accept, p50 (ms)', 'acceptP50', 1),
    compared('accept, p99 (ms)', 'acceptP99', 1),
    alone('delivered to both per second', 'deliveredPerSecond', 0),
    `at ${rate} webhooks per second`,
    compared('accept, p50 (ms)', 'pacedAcceptP50', 1),
    compared('accept, p99 (ms)', 'pacedAcceptP99', 1),
    alone('accept to delivered, p50 (ms)', 'deliverP50', 1),
    alone('accept to delivered, p99 (ms)', 'deliverP99', 1),
    ...formatSustained(report, row),
    '',
    'The baseline verifies the signature and stores the raw body, nothing else. Both run their emulated',
    'AWS services in their own process: DynamoDB for the baseline; DynamoDB, SQS, KMS and Secrets Manager',
    'and the two destinations for Cordon. The emulators dominate; in AWS these are other machines.',
    ...(failed > 0 ? [`${failed} requests were not accepted.`] : []),
    ...(undelivered > 0 ? [`${undelivered} deliveries were not made in time.`] : []),
  ].join('\n');
}

/** The sustained load: throughput, latency and memory beside the baseline, then Cordon's own steps. */
function formatSustained(
  { options, rate, sustained: { baseline, cordon } }: Report,
  row: (title: string, ...cells: readonly string[]) => string,
): readonly string[] {
  const both = (title: string, of: (figures: SustainedFigures) => number, digits: number): string =>
    row(
      title,
      of(baseline).toFixed(digits),
      of(cordon).toFixed(digits),
      (of(cordon) / of(baseline)).toFixed(2),
    );
  return [
    `for ${options.sustained} s, at ${rate} webhooks per second`,
    both('accepted per second', ({ acceptedPerSecond }) => acceptedPerSecond, 0),
    both('accept, p50 (ms)', ({ acceptP50 }) => acceptP50, 1),
    both('accept, p99 (ms)', ({ acceptP99 }) => acceptP99, 1),
    row('delivered to both per second', '-', cordon.deliveredPerSecond.toFixed(0), '-'),
    both('memory (RSS), at the start (MB)', ({ memory }) => memory.first, 0),
    both('memory (RSS), first third (MB)', ({ memory }) => memory.early, 0),
    both('memory (RSS), last third (MB)', ({ memory }) => memory.late, 0),
    both('memory (RSS), highest (MB)', ({ memory }) => memory.max, 0),
    both('memory (RSS), at the end (MB)', ({ memory }) => memory.last, 0),
    '',
    row('steps of Cordon in that time (ms)', 'p50', 'p99'),
    ...Object.entries(cordon.steps).map(([step, { p50, p99 }]) =>
      row(step, p50.toFixed(2), p99.toFixed(2)),
    ),
  ];
}
