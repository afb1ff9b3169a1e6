import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDeidentify } from '../../bin/commands/deidentify.ts';
import type { DeidentifyOptions } from '../../bin/deidentify/options.ts';
import type { Report } from '../../bin/deidentify/report.ts';
import { pdf, text } from '../adapters/documents/pdf-files.ts';
import { docx, paragraph, rowsOf, xlsx } from '../core/extract/office-files.ts';
import { zip } from '../core/extract/zip-writer.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-deidentify-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const out = (name: string): string => join(folder, 'out', name);
const picture = (name: string): Buffer =>
  readFileSync(new URL(`../adapters/documents/files/${name}`, import.meta.url));

function put(name: string, content: Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function run(
  paths: readonly string[],
  options: DeidentifyOptions,
  stdin: readonly Uint8Array[] = [],
) {
  const said = { out: '', err: '' };
  const code = await runDeidentify(paths, options, {
    stdin: (async function* () {
      for (const chunk of stdin) yield await Promise.resolve(chunk);
    })(),
    stdout: (words) => (said.out += Buffer.from(words).toString()),
    stderr: (words) => (said.err += words),
  });
  return { code, ...said };
}

const NOTE = 'Patient Walter Grace, MRN 5518820, has asthma';

describe('cordon deidentify of documents', () => {
  it.each<[string, () => Uint8Array | Promise<Uint8Array>, string]>([
    [
      'letter.pdf',
      () => pdf(text('Asthma clinic'), text(NOTE)),
      'Asthma clinic\n\nPatient [NAME], MRN [MRN], has asthma\n',
    ],
    [
      'letter.docx',
      () => docx(paragraph('To whom it concerns') + paragraph(NOTE)),
      'To whom it concerns\nPatient [NAME], MRN [MRN], has asthma\n',
    ],
    [
      'visits.xlsx',
      () =>
        xlsx([
          {
            name: 'Visits',
            rows: rowsOf([
              ['Diagnosis', 'Seen on', 'First name'],
              ['asthma', '2024-03-01', 'Walter'],
            ]),
          },
        ]),
      'Visits\n\nDiagnosis\tSeen on\tFirst name\nasthma\t2024\t[NAME]\n',
    ],
  ])('writes what %s says as plain text', async (name, make, expected) => {
    const input = put(name, await make());
    const report = join(folder, 'report.json');
    const { code, err, out: shown } = await run([input], { out: join(folder, 'out'), report });
    expect(code).toBe(0);
    expect(readdirSync(join(folder, 'out'))).toEqual([`${name}.txt`]);
    expect(readFileSync(out(`${name}.txt`), 'utf8')).toBe(expected);
    expect(shown).toContain('de-identified, as plain text');
    expect(err).toBe(
      'cordon deidentify: 1 documents are written as the plain text that they say: their formats are not rewritten.\n',
    );
    const [file] = (JSON.parse(readFileSync(report, 'utf8')) as Report).files;
    expect(file).toMatchObject({
      status: 'deidentified',
      output: `${name}.txt`,
      writtenAs: 'text',
    });
    expect(JSON.stringify(file)).not.toMatch(/Walter|5518820/);
  });

  it('reads the words in a picture, and leaves none that identifies', async () => {
    const { code } = await run([put('scan.png', picture('summary.png'))], {
      out: join(folder, 'out'),
    });
    expect(code).toBe(0);
    const written = readFileSync(out('scan.png.txt'), 'utf8');
    expect(written).toContain('[NAME]');
    expect(written).not.toMatch(/Walter|Grace/);
  });

  it('knows a document by its content, and prints it where there is no folder', async () => {
    const bytes = docx(paragraph(NOTE));
    const expected = 'Patient [NAME], MRN [MRN], has asthma\n';
    expect((await run([put('letter.txt', bytes)], {})).out).toBe(expected);
    expect((await run(['-'], {}, [bytes.subarray(0, 9), bytes.subarray(9)])).out).toBe(expected);
  });

  it('takes the transforms that were asked for', async () => {
    const letter = put('letter.docx', docx(paragraph(NOTE)));
    expect((await run([letter], { profile: 'token' })).out).toMatch(
      /^Patient tok_name_\w+, MRN tok_mrn_\w+, has asthma\n$/,
    );
    const { out: invented } = await run([letter], { profile: 'surrogate', seed: 'x' });
    expect(invented).toMatch(/^Patient [A-Z]\w+ [A-Z]\w+, MRN \d{7}, has asthma\n$/);
    expect(invented).not.toMatch(/Walter|Grace|5518820/);
  });

  it.each<[string, string, () => Uint8Array | Promise<Uint8Array>, RegExp]>([
    ['is locked', 'a.pdf', () => picture('locked.pdf'), /\(encrypted\)/],
    ['is an archive', 'a.docx', () => zip({ 'a.txt': NOTE }), /\(unsupported_format\)/],
    [
      'has a part that nobody reads',
      'a.docx',
      () => docx(paragraph(NOTE), { 'word/embeddings/oleObject1.bin': 'x' }),
      /\(embedded_file\)/,
    ],
    ['only seems to be one by its name', 'a.docx', () => Buffer.from(NOTE), /cannot be rewritten/],
  ])('writes nothing for one that %s, and says why', async (_, name, make, expected) => {
    const report = join(folder, 'report.json');
    const { code, err } = await run([put(name, await make())], {
      out: join(folder, 'out'),
      report,
    });
    expect(code).toBe(1);
    expect(err).toMatch(expected);
    expect(existsSync(join(folder, 'out'))).toBe(false);
    const [file] = (JSON.parse(readFileSync(report, 'utf8')) as Report).files;
    expect(file).toMatchObject({ status: 'refused' });
  });
});
