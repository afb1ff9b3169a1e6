import { spawn } from 'node:child_process';

export interface Ran {
  readonly code: number | null;
  /** Standard output. */
  readonly out: string;
  /** Standard output and standard error, as they came. */
  readonly all: string;
}

/** Runs a program to its end. Its code is `null` when it cannot be started. */
export async function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let all = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    all += text;
  });
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve).on('error', () => {
      resolve(null);
    });
  });
  return { code, out, all };
}
