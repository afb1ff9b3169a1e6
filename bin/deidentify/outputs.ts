import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { realPathOf } from './inputs.ts';
import type { FileProblem } from './problems.ts';

/** Where an output went, or why it went nowhere. */
export interface Written {
  /** Relative to the output folder; absent on standard output. */
  readonly output?: string;
  readonly problem?: FileProblem;
}

export interface OutputSink {
  write(target: string, bytes: Uint8Array): Written;
}

/**
 * Writes output files below one folder. An input is never written over, by whatever name it is reached; any other
 * file only where that was asked for. A file appears whole or not at all.
 */
export class Outputs implements OutputSink {
  readonly #folder: string;
  readonly #force: boolean;
  readonly #inputs: ReadonlySet<string>;
  readonly #written = new Set<string>();

  constructor(folder: string, force: boolean, inputs: readonly string[]) {
    this.#folder = folder;
    this.#force = force;
    this.#inputs = new Set(inputs.flatMap((path) => realPathOf(path) ?? []));
  }

  write(target: string, bytes: Uint8Array): Written {
    const problem = this.#problemOf(target, bytes);
    return problem === undefined ? { output: target } : { problem };
  }

  /** Undefined when it was written. */
  #problemOf(target: string, bytes: Uint8Array): FileProblem | undefined {
    const path = join(this.#folder, target);
    try {
      mkdirSync(dirname(path), { recursive: true });
      const real = join(realPathOf(dirname(path)) ?? dirname(path), basename(path));
      if (this.#inputs.has(real) || this.#inputs.has(realPathOf(path) ?? real)) {
        return 'output_is_an_input';
      }
      // Two inputs of one name: the second must not take the place of the first.
      if (this.#written.has(real)) return 'output_exists';
      this.#written.add(real);
      return this.#put(real, bytes);
    } catch {
      return 'cannot_write';
    }
  }

  #put(path: string, bytes: Uint8Array): FileProblem | undefined {
    if (!this.#force) {
      try {
        writeFileSync(path, bytes, { flag: 'wx' });
        return undefined;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
          return 'output_exists';
        }
        // Nothing stood here before: what was begun is not left behind.
        rmSync(path, { force: true });
        throw error;
      }
    }
    const partial = `${path}.${String(process.pid)}.partial`;
    try {
      writeFileSync(partial, bytes, { flag: 'wx' });
      renameSync(partial, path);
    } finally {
      rmSync(partial, { force: true });
    }
    return undefined;
  }
}
