import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A part of the benchmark that runs in a process of its own, and talks in lines of JSON. */
export interface Child {
  readonly pid: number;
  /** The next line that it prints. @throws when it ends instead. */
  next(): Promise<unknown>;
  send(value: unknown): void;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
}

/** Milliseconds that a process gets to end by itself. */
const PATIENCE = 10_000;

const running = new Set<ChildProcess>();

/** Ends whatever still runs; for the end of the benchmark, however it comes. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Runs `bench/NAME.ts`. */
export function startPart(name: string): Child {
  const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  return start(['--import', 'tsx', script]);
}

/** Runs Node with these arguments. */
export function start(args: readonly string[]): Child {
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  running.add(child);
  const ended = once(child, 'exit').finally(() => running.delete(child));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    next: async () => {
      const line: IteratorResult<string, unknown> = await lines.next();
      if (line.done === true) throw new Error('a part of the benchmark ended early');
      return JSON.parse(line.value) as unknown;
    },
    send: (value) => {
      child.stdin.write(`${JSON.stringify(value)}\n`);
    },
    stop: async () => {
      child.kill('SIGINT');
      const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      await ended;
      clearTimeout(late);
    },
  };
}
