import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runScan, type ScanOptions } from '../../bin/commands/scan.ts';
import {
  FAILURES,
  naming,
  startComprehend,
  type Answer,
} from '../adapters/aws/comprehend-endpoint.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-scan-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function run(answer: Answer, text: string, options: ScanOptions) {
  const endpoint = await startComprehend(answer);
  // As the AWS tools read them.
  vi.stubEnv('AWS_ENDPOINT_URL_COMPREHENDMEDICAL', endpoint.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const path = join(folder, 'a.txt');
  writeFileSync(path, text);
  const said = { out: '', err: '' };
  try {
    const code = await runScan(path, options, {
      stdin: process.stdin,
      stdout: (words) => (said.out += Buffer.from(words).toString()),
      stderr: (words) => (said.err += words),
    });
    return { code, ...said, asked: endpoint.texts.length };
  } finally {
    await endpoint.close();
  }
}

const TEXT = 'about window: asthma, again';
const BOTH = { secondOpinion: 'comprehend-medical' } as const;

describe('cordon scan --second-opinion', () => {
  it('asks nobody unless told to', async () => {
    const { code, asked } = await run(naming('window'), TEXT, { secondOpinion: 'none' });
    expect({ code, asked }).toEqual({ code: 0, asked: 0 });
  });

  it('adds what the other finds', async () => {
    const { code, out, err } = await run(naming('window'), TEXT, BOTH);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(out).toMatch(/NAME .* 6-12 .* comprehend-medical/);
    expect(out).not.toContain('window');
  });

  it('masks what only the other found', async () => {
    const { out } = await run(naming('window'), TEXT, { ...BOTH, deidentify: true });
    expect(out).toBe('about [NAME]: asthma, again');
  });

  it.each(FAILURES.slice(1))('calls nothing clean when it %s', async (_, answer) => {
    const { code, out, err } = await run(answer, TEXT, BOTH);
    expect(code).toBe(1);
    expect(out).toContain('classification: health');
    expect(err).toMatch(/^cordon scan: the second opinion is missing or not whole \(\w+\)\.\n$/);
    expect((await run(answer, 'Dr. Jane Roe, MRN 5518820, asthma', BOTH)).code).toBe(2);
  });
});
