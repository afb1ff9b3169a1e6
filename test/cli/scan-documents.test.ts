import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScan, type ScanOptions } from '../../bin/commands/scan.ts';
import { docx, paragraph, rowsOf, xlsx } from '../core/extract/office-files.ts';
import { zip } from '../core/extract/zip-writer.ts';
import { pdf, text } from '../adapters/documents/pdf-files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-scan-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function run(name: string, content: Uint8Array, options: ScanOptions = {}) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const said = { out: '', err: '' };
  const code = await runScan(path, options, {
    stdin: process.stdin,
    stdout: (words) => (said.out += String(words)),
    stderr: (words) => (said.err += words),
  });
  return { code, ...said };
}

describe('cordon scan of a document', () => {
  it('knows it by its content, and says on which page and in which cell something is', async () => {
    const letter = await run('letter.txt', await pdf(text('x'), text('Asthma, MRN 5518820')));
    expect(letter.code).toBe(2);
    expect(letter.out).toMatch(/MRN .* page\/2 /);
    const rows = rowsOf([
      ['First name', 'Diagnosis'],
      ['Walter', 'asthma'],
    ]);
    const book = await run('book.bin', xlsx([{ name: 'Visits', rows }]));
    expect(book.code).toBe(2);
    expect(book.out).toMatch(/NAME .* sheet\/Visits\/A2 /);
    for (const { out } of [letter, book]) expect(out).not.toMatch(/5518820|Walter/);
  });

  it('reads those in the values of a payload, and never masks half of it', async () => {
    const letter = Buffer.from(await pdf(text('Asthma, MRN 5518820'))).toString('base64');
    const body = Buffer.from(JSON.stringify({ letter }));
    const { code, out } = await run('webhook.json', body);
    expect(code).toBe(2);
    expect(out).toMatch(/MRN .* \/letter~file\/page\/1 /);
    expect((await run('masked.json', body, { deidentify: true })).code).toBe(1);
  });

  it('exits with 0 for a clean one', async () => {
    const { code, out } = await run('clean.docx', docx(paragraph('Weekly planning')));
    expect({ code, err: out.includes('classification: none') }).toEqual({ code: 0, err: true });
  });

  it('exits with 1 and says why when nobody can read it', async () => {
    const { code, out, err } = await run('a.zip', zip({ 'a.txt': 'x' }));
    expect(code).toBe(1);
    expect(out).toContain('unreadable: the file (unsupported_format)');
    expect(err).toMatch(/cannot be called clean/);
    const json = await run('b.zip', zip({ 'a.txt': 'x' }), { json: true });
    expect(JSON.parse(json.out)).toMatchObject({
      unreadable: [{ path: '', reason: 'unsupported_format' }],
    });
  });

  it('cannot print one with what was found masked', async () => {
    const { code, err } = await run('c.docx', docx(paragraph('x')), { deidentify: true });
    expect(code).toBe(1);
    expect(err).toMatch(/is not text, so it cannot be printed with what was found masked\.\n$/);
  });

  it('may be larger than a text, but not without bound', async () => {
    const { code, err } = await run(
      'd.pdf',
      Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(33 * 1024 * 1024)]),
    );
    expect(code).toBe(1);
    expect(err).toMatch(/is larger than 32 MiB/);
  });
});
