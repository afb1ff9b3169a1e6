import { Presets, SingleBar } from 'cli-progress';

/** How far a long piece of work is. */
export interface Progress {
  step(): void;
  stop(): void;
}

const SILENT: Progress = { step: () => undefined, stop: () => undefined };

/** A bar on standard error, where somebody is there to see it and there is something to wait for. */
export function createProgress(total: number, stream: NodeJS.WriteStream | undefined): Progress {
  if (stream?.isTTY !== true || total < 2) return SILENT;
  const bar = new SingleBar(
    {
      stream,
      format: '{bar} {value}/{total} files, {eta_formatted} left',
      hideCursor: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}
