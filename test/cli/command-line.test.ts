import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const CORDON = fileURLToPath(new URL('../../bin/cordon.mjs', import.meta.url));

interface Run {
  readonly code: number | null;
  readonly err: string;
}

function cordon(
  words: readonly string[],
  env: Record<string, string> = {},
  stdout: 'pipe' | number = 'pipe',
): Promise<Run> {
  const child = spawn(process.execPath, [CORDON, ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', stdout, 'pipe'],
  });
  let err = '';
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdout?.resume();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, err }));
  });
}

describe('cordon, when its output cannot be written', () => {
  it.runIf(existsSync('/dev/full'))(
    'says so in one line and exits with 1',
    { timeout: 60_000 },
    async () => {
      const { code, err } = await cordon(['scan', CORDON], {}, openSync('/dev/full', 'w'));
      expect(err).toBe('cordon: The output cannot be written: the disk is full.\n');
      expect(code).toBe(1);
    },
  );
});

describe('cordon ledger export, when its reader has seen enough', () => {
  it('stops without a word', { timeout: 60_000 }, async () => {
    const line = `{"type":"record","record":{"kind":"decision","x":"${'y'.repeat(200)}"}}\n`;
    let pages = 0;
    const server = createServer((_, response) => {
      pages += 1;
      // Never the last page: whoever does not notice asks for ever.
      response.writeHead(200, { 'cordon-next': '1.2.1.0' }).end(line.repeat(10_000));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const words = ['ledger', 'export', '--from', '2026-01-01', '--to', '2026-01-02', '--url', url];
    const child = spawn(process.execPath, [CORDON, ...words], {
      env: { ...process.env, CORDON_AUDIT_KEY: 'x' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    // As `| head -1` does.
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    server.close();
    expect([code, err]).toEqual([0, '']);
    expect(pages).toBeLessThan(4);
  });
});

describe('cordon decisions, when something else answers', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  it.each([
    [200, '{"hello":"Zebediah Quill"}'],
    [200, '<p>Zebediah Quill</p>'],
    [200, '{"decisions":[{"decidedAt":"x"}],"more":false}'],
    [400, '{"errors":{"a":1}}'],
    [400, 'null'],
  ])('with %i %s, says so in one line', { timeout: 60_000 }, async (status, body) => {
    server = createServer((_, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const { code, err } = await cordon(['decisions', '--url', url], { CORDON_AUDIT_KEY: 'x' });
    expect(err).toBe(`cordon: What answers at ${url} is not a Cordon gateway of this version.\n`);
    expect(code).toBe(1);
  });
});
