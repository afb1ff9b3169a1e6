import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from './data-folder-error.ts';

/**
 * Tells one process from a later one that was given the same number: a process id alone is reused, and
 * inside a container every start may get the same one.
 */

const run = promisify(execFile);

/**
 * When the process started, in whatever unit the system tells it, comparable only with itself.
 *
 * @returns undefined when no such process lives (one that has ended and was not collected counts as
 *   ended); `unknown` when it lives and the system does not say since when.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'linux') return linuxStart(pid);
  if (process.platform === 'win32') return 'unknown';
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: 2000 });
    const started = stdout.trim();
    return started === '' ? undefined : started;
  } catch {
    return 'unknown';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return errorCode(error) === 'EPERM';
  }
}

/** Fields 3 (state) and 22 (start, in ticks since boot) of proc_pid_stat(5), and which boot it was. */
async function linuxStart(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
    // The second field is the command in parentheses and may hold anything; what follows its end is plain.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const ticks = fields[19];
    if (state === 'Z' || state === 'X') return undefined;
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    return `${boot.trim()}/${ticks ?? ''}`;
  } catch (error) {
    return errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH' ? undefined : 'unknown';
  }
}
