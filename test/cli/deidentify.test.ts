import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deidentifyCommand, runDeidentify } from '../../bin/commands/deidentify.ts';
import { mediaTypeOfName } from '../../bin/deidentify/media-types.ts';
import type { DeidentifyOptions } from '../../bin/deidentify/options.ts';
import { createProgress } from '../../bin/deidentify/progress.ts';
import type { Report } from '../../bin/deidentify/report.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-deidentify-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...names: string[]): string => join(folder, ...names);

function put(name: string, content: string | Uint8Array): string {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
}

const read = (...names: string[]): string => readFileSync(at(...names), 'utf8');

async function run(
  paths: readonly string[],
  options: DeidentifyOptions = {},
  stdin: readonly Uint8Array[] = [],
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const out: Uint8Array[] = [];
  let err = '';
  const code = await runDeidentify(paths, options, {
    stdin: (async function* () {
      for (const chunk of stdin) yield await Promise.resolve(chunk);
    })(),
    stdout: (text) => out.push(typeof text === 'string' ? Buffer.from(text) : text),
    stderr: (text) => (err += text),
  });
  return { code, out: Buffer.concat(out).toString('utf8'), err };
}

const PHI = '{"first_name":"Walter","diagnosis":"asthma","mrn":5518820,"dob":"1984-03-12"}';
const CLEANED = '{"first_name":"[NAME]","diagnosis":"asthma","mrn":"[MRN]","dob":"1984"}';

describe('cordon deidentify', () => {
  it('writes the files of a folder below another, and says what it did', async () => {
    put('in/a.json', PHI);
    put('in/notes/b.txt', 'Dr. Jane Roe, MRN 5518820, asthma');
    put('in/notes/c.txt', 'Weekly planning');
    const { code, out, err } = await run([at('in')], { out: at('out') });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(read('out/a.json')).toBe(CLEANED);
    expect(read('out/notes/b.txt')).toBe('[NAME], MRN [MRN], asthma');
    expect(read('out/notes/c.txt')).toBe('Weekly planning');
    expect(read('in/a.json')).toBe(PHI);
    expect(out).toMatch(/a\.json.*json.*phi.*NAME 1, CONDITION 1, MRN 1, DATE 1.*3.*de-identified/);
    expect(out).toContain('de-identified: 3, without output: 0\nreplaced: NAME 2, MRN 2, DATE 1\n');
    for (const value of ['Walter', 'Roe', '5518820', 'asthma']) expect(out).not.toContain(value);
  });

  it('prints one file, and standard input, where there is no folder to write to', async () => {
    expect(await run([put('a.json', PHI)])).toEqual({ code: 0, out: CLEANED, err: '' });
    const halves = [Buffer.from(PHI.slice(0, 20)), Buffer.from(PHI.slice(20))];
    expect(await run(['-'], {}, halves)).toEqual({ code: 0, out: CLEANED, err: '' });
  });

  it('keeps several paths apart by their names', async () => {
    put('one/a.json', PHI);
    put('two/a.json', PHI);
    put('b.json', PHI);
    await run([at('one'), at('two'), at('b.json')], { out: at('out') });
    for (const name of ['one/a.json', 'two/a.json', 'b.json']) {
      expect(read('out', name)).toBe(CLEANED);
    }
  });

  it.each<[string, DeidentifyOptions, RegExp]>([
    ['mask', { profile: 'mask' }, /"dob":"\[DATE\]"/],
    ['redact', { profile: 'redact' }, /"first_name":"".*"dob":""/],
    ['token', { profile: 'token' }, /"first_name":"tok_name_[0-9a-z]{26}_1"/],
    ['surrogate', { profile: 'surrogate' }, /"first_name":"[A-Z][a-z]+".*"mrn":"\d{7}"/],
    ['a choice', { label: ['NAME=redact', 'mrn=token'] }, /"first_name":"".*"mrn":"tok_mrn_/],
  ])('replaces as asked: %s', async (_, options, expected) => {
    const { code, out } = await run([put('a.json', PHI)], options);
    expect(code).toBe(0);
    expect(out).toMatch(expected);
    expect(out).not.toContain('Walter');
  });

  it('gives every file tokens of its own', async () => {
    put('in/a.json', PHI);
    put('in/b.json', PHI);
    await run([at('in')], { out: at('out'), profile: 'token' });
    const tokens = (name: string) => read('out', name).match(/tok_[a-z0-9_]+/g) ?? [];
    expect(tokens('a.json')).toHaveLength(3);
    for (const token of tokens('a.json')) expect(read('out/b.json')).not.toContain(token);
  });

  it('gives the same surrogates in all files of a run, and again for the same seed', async () => {
    put('in/a.json', PHI);
    put('in/b.json', PHI);
    const name = (...path: string[]) =>
      (JSON.parse(read(...path)) as { first_name: string }).first_name;
    for (const out of ['one', 'two']) {
      await run([at('in')], { out: at(out), profile: 'surrogate', seed: 'x' });
    }
    expect(name('one/a.json')).toBe(name('one/b.json'));
    expect(read('one/a.json')).toBe(read('two/a.json'));
  });

  it('writes its report as JSON, without any value', async () => {
    put('in/a.json', PHI);
    const options = { out: at('out'), report: at('report.json') };
    await run([at('in')], options);
    const report = JSON.parse(read('report.json')) as Report;
    expect(report).toMatchObject({
      profile: 'safe-harbor',
      files: [
        {
          status: 'deidentified',
          output: 'a.json',
          format: 'json',
          classification: 'phi',
          replaced: { NAME: 1, MRN: 1, DATE: 1 },
          inName: 0,
        },
      ],
      totals: { deidentified: 1, refused: 0, notReached: 0, namesWithIdentifiers: 0 },
    });
    const { out } = await run([at('in')], { ...options, json: true, force: true });
    expect(JSON.parse(out)).toEqual(report);
    expect(out).not.toContain('Walter');
  });

  it('does not copy what cannot be read, stops there, and reads on when asked to', async () => {
    put('in/a.json', '{"first_name":"Walter"');
    put('in/b.json', PHI);
    const stopped = await run([at('in')], { out: at('out') });
    expect(stopped.code).toBe(1);
    expect(stopped.err).toContain('a.json is not well-formed.\n');
    expect(stopped.err).toContain('1 more not read');
    expect(existsSync(at('out'))).toBe(false);
    const finished = await run([at('in')], { out: at('out'), keepGoing: true });
    expect(finished.code).toBe(1);
    expect(finished.err).not.toContain('Walter');
    expect(readdirSync(at('out'))).toEqual(['b.json']);
  });

  it.each([
    ['a broken PDF', 'a.pdf', '%PDF-1.7', /has a part that cannot be read \(malformed\)/],
    ['a spreadsheet', 'a.XLSX', 'PK', /cannot be rewritten/],
    ['a picture', 'a.png', 'x', /cannot be rewritten/],
    ['a broken PDF by another name', 'a.txt', '%PDF-1.7', /cannot be read \(malformed\)/],
    ['bytes that are no text', 'a.txt', Uint8Array.of(0xe9, 0x80), /is not UTF-8/],
    ['a large file', 'a.txt', Buffer.alloc(9 * 1024 * 1024, 0x61), /is too large/],
    [
      'a file with a picture inside',
      'a.json',
      JSON.stringify({ p: `data:image/png;base64,${'iVBORw0KGgoAAAANSUhEUgAA'.repeat(9)}` }),
      /has a part that cannot be read/,
    ],
  ])('writes nothing for %s', async (_, name, content, expected) => {
    const { code, err } = await run([put(name, content)], { out: at('out') });
    expect(code).toBe(1);
    expect(err).toMatch(expected);
    expect(existsSync(at('out'))).toBe(false);
  });

  it('follows no link in a folder', async () => {
    put('elsewhere/secret.txt', 'Dr. Jane Roe');
    put('in/a.txt', 'x');
    symlinkSync(at('elsewhere'), at('in/b'));
    symlinkSync(at('elsewhere/secret.txt'), at('in/c.txt'));
    const { code, err } = await run([at('in')], { out: at('out'), keepGoing: true });
    expect(code).toBe(1);
    expect(err.match(/is a link/g)).toHaveLength(2);
    expect(readdirSync(at('out'))).toEqual(['a.txt']);
  });

  it.skipIf(process.getuid?.() === 0)('says what it may not read', async () => {
    chmodSync(put('in/a.txt', 'x'), 0o000);
    expect((await run([at('in')], { out: at('out') })).err).toMatch(/permission denied/);
  });

  it('replaces an output only with --force', async () => {
    put('in/a.json', PHI);
    put('out/a.json', 'before');
    const { code, err } = await run([at('in')], { out: at('out') });
    expect(code).toBe(1);
    expect(err).toMatch(/has an output file already; --force replaces it/);
    expect(read('out/a.json')).toBe('before');
    expect((await run([at('in')], { out: at('out'), force: true })).code).toBe(0);
    expect(read('out/a.json')).toBe(CLEANED);
    expect(readdirSync(at('out'))).toEqual(['a.json']);
  });

  it('never writes over an input, by whatever name', async () => {
    const file = put('in/a.json', PHI);
    symlinkSync(at('in'), at('linked'));
    for (const out of [at('in'), at('linked')]) {
      for (const path of [file, at('in'), at('linked')]) {
        const { code } = await run([path], { out, force: true });
        expect(code === 1 || readdirSync(out).length === 1).toBe(true);
        expect(read('in/a.json')).toBe(PHI);
      }
    }
    const { code, err } = await run([file], { out: at('out'), report: file });
    expect(code).toBe(1);
    expect(err).toMatch(/report would be written over an input/);
    expect(read('in/a.json')).toBe(PHI);
  });

  it('does not read its own output', async () => {
    put('in/a.json', PHI);
    const options = { out: at('in/out'), force: true, json: true };
    await run([at('in')], options);
    const again = JSON.parse((await run([at('in')], options)).out) as Report;
    expect(again.files).toHaveLength(1);
  });

  it('lets the second of two files of one name go without output', async () => {
    const paths = [put('one/a.json', PHI), put('two/a.json', '{"first_name":"Odette"}')];
    const { code, err } = await run(paths, { out: at('out'), force: true });
    expect(code).toBe(1);
    expect(err).toMatch(/two.a\.json has an output file already/);
    expect(read('out/a.json')).toBe(CLEANED);
  });

  it('counts the file names that seem to hold identifiers', async () => {
    put('in/mrn_5518820.txt', 'x');
    put('in/notes-2024.txt', 'x');
    const { code, out, err } = await run([at('in')], { out: at('out'), json: true });
    expect(code).toBe(0);
    expect((JSON.parse(out) as Report).files.map(({ inName }) => inName)).toEqual([1, 0]);
    expect(err).toMatch(/1 file names seem to hold identifiers/);
  });

  it.each<[string, string[], DeidentifyOptions, RegExp]>([
    ['a missing path', ['nowhere'], {}, /nowhere does not exist\.\n$/],
    ['several files and no folder', ['.', '.'], {}, /need --out/],
    ['a folder and no folder to write to', ['.'], {}, /need --out/],
    ['standard input and a file', ['-', '.'], {}, /name nothing beside it/],
    ['a report among the output', ['-'], { json: true }, /--json prints the report where/],
    ['an unknown profile', ['-'], { profile: 'x' }, /There are: safe-harbor, mask/],
    ['an unknown label', ['-'], { label: ['WHO=mask'] }, /one of the labels NAME, DATE/],
    ['an unknown transform', ['-'], { label: ['NAME=hash'] }, /one of the transforms redact/],
    ['a transform for other labels', ['-'], { label: ['NAME=year'] }, /has no form for NAME/],
  ])('says in one sentence what is wrong with %s', async (_, names, options, expected) => {
    const paths = names.map((name) => (name === '-' ? name : at(name)));
    const { code, out, err } = await run(paths, options);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(expected);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('bounds standard input', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 0x61);
    const chunks = Array.from({ length: 9 }, () => chunk);
    const { code, out, err } = await run(['-'], {}, chunks);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/standard input is too large/);
  });

  it('is a command with its options and exit codes explained', () => {
    const help = deidentifyCommand().helpInformation();
    for (const option of ['--out', '--profile', '--label', '--seed', '--report', '--keep-going'])
      expect(help).toContain(option);
  });
});

describe('progress', () => {
  function terminal(isTTY: boolean) {
    const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 });
    let text = '';
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { stream: stream as unknown as NodeJS.WriteStream, shown: () => text };
  }

  it('shows on a terminal when there is something to wait for, and nowhere else', () => {
    for (const [isTTY, total, shows] of [
      [true, 5, true],
      [true, 1, false],
      [false, 5, false],
    ] as const) {
      const { stream, shown } = terminal(isTTY);
      const progress = createProgress(total, stream);
      progress.step();
      progress.stop();
      expect(shown().length > 0).toBe(shows);
    }
  });
});

describe('the media type of a file', () => {
  it.each([
    ['a.json', 'application/json'],
    ['A.JSON', 'application/json'],
    ['notes', 'text/plain'],
    ['notes.txt', 'text/plain'],
    ['scan.pdf', undefined],
    ['table.xlsx', undefined],
    ['letter.docx', undefined],
    ['face.JPG', undefined],
  ])('of %s is %s', (name, type) => expect(mediaTypeOfName(name)).toBe(type));
});
