import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** Lines printed so far. */
  readonly lines: string[];
  /** Resolves with the first line that matches; rejects when the child ends without one. */
  line(matching: RegExp): Promise<string>;
  /** Resolves after the child has ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Runs `test/local/children/NAME.ts` in a process of its own. */
export function startChild(
  name: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Child {
  const script = fileURLToPath(new URL(`./children/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    ...options,
  });
  if (!child.stdout) throw new Error('the child has no output');
  const lines: string[] = [];
  const waiters = new Set<(line: string) => void>();
  const output = createInterface(child.stdout);
  output.on('line', (line) => {
    lines.push(line);
    for (const waiter of waiters) waiter(line);
  });
  const ended = Promise.all([once(child, 'exit'), once(output, 'close')]).then(
    ([[code, signal]]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }),
  );
  const line = (matching: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const found = lines.find((text) => matching.test(text));
      if (found !== undefined) {
        resolve(found);
        return;
      }
      waiters.add((text) => {
        if (matching.test(text)) resolve(text);
      });
      void ended.then(() => {
        reject(new Error('the child ended first'));
      });
    });
  return { process: child, lines, line, ended };
}
