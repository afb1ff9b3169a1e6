import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

interface TourStep {
  readonly title: string;
  readonly commands: readonly string[];
  /** Lines that the output holds, in this order; `…` stands for anything. */
  readonly expected: readonly string[];
}

/** The `sh` blocks of the tour, each with the `text` block that follows it. */
function tourSteps(): readonly TourStep[] {
  const tour = README.slice(README.indexOf('## A quick tour'), README.indexOf('## What it does'));
  return [...tour.matchAll(/```sh\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)].map((match) => {
    const before = tour.slice(0, match.index);
    return {
      title: before.slice(before.lastIndexOf('### ') + 4).split('\n')[0] ?? '',
      commands: (match[1] ?? '').trim().split('\n'),
      expected: (match[2] ?? '').trimEnd().split('\n'),
    };
  });
}

/** A folder with what a clone has; dependencies are those that are installed here. */
function cloneTo(folder: string): void {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of files.trim().split('\n')) {
    if (/^(?:test|docs|bench)\//.test(file)) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}

describe('the quick tour of the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-tour-'));
  let gateway: ChildProcess;

  beforeAll(async () => {
    cloneTo(folder);
    // The README's own command, but for the port: another gateway may be running on this machine.
    gateway = spawn('npm', ['start', '--silent', '--', '--json', '--port', '0'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own, so that Ctrl-C can be sent to npm and what it started, as a terminal does.
      detached: true,
    });
    const lines = createInterface({ input: gateway.stdout ?? process.stdin });
    const [line] = (await once(lines, 'line')) as [string];
    expect(JSON.parse(line)).toHaveProperty('url');
  }, 60_000);

  afterAll(async () => {
    const ended = new Promise((done) => gateway.once('close', done));
    if (gateway.pid !== undefined) process.kill(-gateway.pid, 'SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  it('has a step for each part of the main job', () => {
    expect(tourSteps().length).toBeGreaterThanOrEqual(7);
  });

  it.each(tourSteps())(
    'works as written: $title',
    async ({ commands, expected }) => {
      let output = '';
      for (const command of commands) output += await runShell(command, folder);
      const lines = output.split('\n');
      let at = 0;
      for (const wanted of expected) {
        const pattern = toPattern(wanted);
        const found = lines.findIndex((line, index) => index >= at && pattern.test(line));
        expect(found, `a line like: ${wanted}\nin:\n${output}`).toBeGreaterThanOrEqual(0);
        // One line of the output is one of those that are expected.
        at = found + 1;
      }
    },
    60_000,
  );

  it('tells by the exit code of a scan whether there was PHI', async () => {
    expect(await exitCode('npx cordon scan examples/message-clean.json', folder)).toBe(0);
    expect(await exitCode('npx cordon scan examples/message-phi.json', folder)).toBe(2);
    expect(await exitCode('npx cordon scan no-such-file.json', folder)).toBe(1);
  }, 60_000);
});

function toPattern(line: string): RegExp {
  const escaped = line
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}`);
}

function runShell(command: string, cwd: string): Promise<string> {
  return new Promise((done) => {
    const child = spawn(command, { cwd, shell: true, env: { ...process.env, NO_COLOR: '1' } });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('close', () => {
      done(output);
    });
  });
}

function exitCode(command: string, cwd: string): Promise<number | null> {
  return new Promise((done) => {
    spawn(command, { cwd, shell: true, stdio: 'ignore' }).once('close', done);
  });
}
