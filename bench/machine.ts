import { availableParallelism, cpus, loadavg } from 'node:os';

/** What a figure is worth depends on it. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly node: string;
  readonly platform: string;
  /** Of the minute before: figures taken beside other work are low. */
  readonly loadAverage: number;
}

export function describeMachine(): Machine {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    loadAverage: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

export function machineLine({ cores, cpu, node, platform, loadAverage }: Machine): string {
  return `${cores} cores, ${cpu}, Node ${node}, ${platform}, load average ${loadAverage} at the start`;
}
