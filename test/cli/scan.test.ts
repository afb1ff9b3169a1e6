import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScan, scanCommand, type ScanOptions } from '../../bin/commands/scan.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-scan-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  file: string,
  options: ScanOptions = {},
  stdin: readonly Uint8Array[] = [],
): Promise<Run> {
  const out: Uint8Array[] = [];
  let err = '';
  const code = await runScan(file, options, {
    stdin: (async function* () {
      for (const chunk of stdin) yield await Promise.resolve(chunk);
    })(),
    stdout: (text) => out.push(typeof text === 'string' ? Buffer.from(text) : text),
    stderr: (text) => (err += text),
  });
  return { code, out: Buffer.concat(out).toString('utf8'), err };
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const PHI = '{"first_name":"Walter","diagnosis":"asthma","mrn":5518820}';

describe('cordon scan', () => {
  it('shows where and what kind, never the value, and exits with 2 for PHI', async () => {
    const { code, out, err } = await run(file('a.json', PHI));
    expect(code).toBe(2);
    expect(err).toBe('');
    expect(out).toMatch(/NAME.*\/first_name.*0-6.*key-name/);
    expect(out).toContain('classification: phi');
    expect(out).toContain('MRN 1');
    for (const value of ['Walter', 'asthma', '5518820']) expect(out).not.toContain(value);
  });

  it('exits with 0 for a clean file, for identifiers alone and for health alone', async () => {
    for (const [text, kind] of [
      ['Weekly planning', 'none'],
      ['call 303-555-0121', 'identifier'],
      ['about type 2 diabetes', 'health'],
    ]) {
      const { code, out } = await run(file('b.txt', text ?? ''));
      expect({ code, kind: out.includes(`classification: ${String(kind)}`) }).toEqual({
        code: 0,
        kind: true,
      });
    }
  });

  it('treats the source as care when asked to', async () => {
    expect((await run(file('c.txt', 'call 303-555-0121'), { care: true })).code).toBe(2);
  });

  it('prints one JSON object', async () => {
    const path = file('d.json', PHI);
    const { out } = await run(path, { json: true });
    const report = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(report)).toEqual([
      'file',
      'classification',
      'findings',
      'unreadable',
      'scannerVersion',
    ]);
    expect(report['file']).toBe(path);
    const fields = (report['findings'] as object[]).map((finding) => Object.keys(finding).sort());
    expect(new Set(fields.map(String))).toEqual(
      new Set(['end,label,path,recogniser,score,segment,start']),
    );
    expect(out).not.toContain('Walter');
  });

  it('prints the payload with masks, valid in its own format', async () => {
    const json = await run(file('e.json', PHI), { deidentify: true });
    expect(JSON.parse(json.out)).toEqual({
      first_name: '[NAME]',
      diagnosis: 'asthma',
      mrn: '[MRN]',
    });
    expect(json.code).toBe(2);
    const text = await run(file('e.txt', 'asthma, MRN 5518820\n'), { deidentify: true });
    expect(text.out).toBe('asthma, MRN [MRN]\n');
  });

  it('reads standard input, as JSON or as text', async () => {
    const halves = [Buffer.from(PHI.slice(0, 20)), Buffer.from(PHI.slice(20))];
    expect((await run('-', {}, halves)).out).toContain('/first_name');
    expect((await run('-', {}, [Buffer.from('MRN 5518820')])).out).toContain('text');
  });

  it('takes a media type', async () => {
    const type = 'application/x-www-form-urlencoded';
    const { out } = await run(file('f.bin', 'mrn=5518820&x=asthma'), { type });
    expect(out).toContain('form:mrn');
  });

  it.each<[string, () => string, ScanOptions, RegExp]>([
    ['a missing file', () => join(folder, 'nowhere.json'), {}, /nowhere\.json does not exist\.\n$/],
    ['a directory', () => folder, {}, /is a directory; name a file\.\n$/],
    [
      'malformed JSON',
      () => file('g.json', '{"first_name":"Walter"'),
      {},
      /is not well-formed, so it was not scanned\.\n$/,
    ],
    [
      'UTF-16 without a mark',
      () => file('n.txt', Buffer.from('Walter has asthma', 'utf16le')),
      {},
      /is not UTF-8 text/,
    ],
    [
      'UTF-16 inside JSON',
      () => file('o.json', JSON.stringify({ note: 'W\0a\0l\0t\0e\0r\0' })),
      {},
      /is not UTF-8 text/,
    ],
    ['other encodings', () => file('h.txt', Uint8Array.of(0xe9, 0x80)), {}, /is not UTF-8 text/],
    [
      'unknown types',
      () => file('i.pdf', '%PDF'),
      { type: 'application/pdf' },
      /has a media type that cannot be scanned/,
    ],
    ['deep nesting', () => file('j.json', '['.repeat(1000)), {}, /is nested too deeply/],
    [
      'large files',
      () => file('k.txt', Buffer.alloc(9 * 1024 * 1024, 0x61)),
      {},
      /is larger than 8 MiB/,
    ],
  ])(
    'says in one sentence that %s cannot be scanned, and exits with 1',
    async (_, path, options, expected) => {
      const { code, out, err } = await run(path(), options);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(expected);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(err).not.toContain('Walter');
    },
  );

  it.skipIf(process.getuid?.() === 0)('says when it may not read a file', async () => {
    const path = file('l.txt', 'x');
    chmodSync(path, 0o000);
    expect((await run(path)).err).toMatch(/permission denied\.\n$/);
  });

  it('bounds standard input', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 0x61);
    const { code, err } = await run(
      '-',
      {},
      Array.from({ length: 9 }, () => chunk),
    );
    expect(code).toBe(1);
    expect(err).toMatch(/^cordon scan: standard input is larger than 8 MiB/);
  });

  it('is a command with its options and exit codes explained', () => {
    const help = scanCommand().helpInformation();
    for (const option of ['--json', '--deidentify', '--care', '--type'])
      expect(help).toContain(option);
  });
});
