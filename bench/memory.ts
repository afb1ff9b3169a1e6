import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { median } from './statistics.ts';

/** What a process held in memory while it was watched: resident set sizes in MB. */
export interface MemoryFigures {
  readonly max: number;
  /** The first and the last sample. */
  readonly first: number;
  readonly last: number;
  /** Medians of the first and of the last third of the time: near each other where nothing piles up. */
  readonly early: number;
  readonly late: number;
}

export interface MemoryWatch {
  /** @throws when there was no time for a sample */
  stop(): Promise<MemoryFigures>;
}

/** Milliseconds. */
const EVERY = 500;
const MB = 1024 * 1024;

/** Samples the resident set size of a process, from outside of it. */
export function watchMemory(pid: number): MemoryWatch {
  const samples: number[] = [];
  let running: Promise<void> = Promise.resolve();
  const sample = (): void => {
    running = running.then(async () => {
      samples.push(await residentBytes(pid));
    });
  };
  sample();
  const timer = setInterval(sample, EVERY);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
      return figuresOf(samples);
    },
  };
}

/** @param samples bytes, oldest first; at least one */
export function figuresOf(samples: readonly number[]): MemoryFigures {
  const third = Math.max(1, Math.floor(samples.length / 3));
  return {
    max: Math.max(...samples) / MB,
    first: (samples[0] ?? 0) / MB,
    last: (samples.at(-1) ?? 0) / MB,
    early: median(samples.slice(0, third)) / MB,
    late: median(samples.slice(-third)) / MB,
  };
}

const run = promisify(execFile);

/** By proc(5), or ps(1) where there is none; both tell kilobytes. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  const told =
    /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ??
    (await run('ps', ['-o', 'rss=', '-p', String(pid)])).stdout.trim();
  return Number(told) * 1024;
}
