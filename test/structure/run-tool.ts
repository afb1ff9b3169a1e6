import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './planted-tree.ts';

export interface ToolResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a script of the clone with this Node, in any folder.
 *
 * @param script path below the clone's root
 */
export function runTool(
  script: string,
  args: readonly string[],
  folder: string,
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [join(ROOT, script), ...args],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => {
        // A tool that finds something exits non-zero: that is an answer. Not to end by itself is none.
        if (child.exitCode === null) reject(new Error(`${script} was stopped`));
        else resolve({ exitCode: child.exitCode, stdout, stderr });
      },
    );
  });
}
