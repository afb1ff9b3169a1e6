import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** The blocks of one language in the scanner's manual, each with the `text` block that follows it, if any. */
function examples(language: string): { readonly code: string; readonly printed: string }[] {
  const manual = readFileSync(join(ROOT, 'docs/scanner.md'), 'utf8');
  const block = new RegExp(
    '```' + language + '\\n([\\s\\S]*?)```(?:\\n\\n```text\\n([\\s\\S]*?)```)?',
    'g',
  );
  return [...manual.matchAll(block)].map(([, code = '', printed = '']) => ({ code, printed }));
}

describe('cordon-gateway/scan, installed from its package', () => {
  const project = mkdtempSync(join(tmpdir(), 'cordon-consumer-'));
  const installed = join(project, 'node_modules/cordon-gateway');

  beforeAll(async () => {
    // As npm would install it, but for its dependencies: this entry is to need none.
    await run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: ROOT });
    const [tarball = ''] = readdirSync(project).filter((name) => name.endsWith('.tgz'));
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', join(project, tarball), '-C', installed, '--strip-components=1']);
    writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
  }, 120_000);

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  const node = async (name: string, code: string): Promise<string> => {
    writeFileSync(join(project, name), code);
    return (await run(process.execPath, [name], { cwd: project })).stdout;
  };

  const compile = async (name: string, code: string) => {
    writeFileSync(join(project, name), code);
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, types: [] },
      ...{ module: 'nodenext', target: 'es2022', lib: ['es2022'] },
    };
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: [name] }),
    );
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    try {
      await run(process.execPath, [compiler], { cwd: project });
      return '';
    } catch (error) {
      return String((error as { stdout?: unknown }).stdout);
    }
  };

  it.each(examples('js').map((example, index) => ({ ...example, index })))(
    'prints what its manual says: example $index',
    async ({ code, printed, index }) => {
      expect(printed).not.toBe('');
      expect(await node(`example-${String(index)}.js`, code)).toBe(printed);
    },
  );

  it('has examples', () => {
    expect(examples('js').length).toBeGreaterThanOrEqual(5);
    expect(examples('ts').length).toBeGreaterThanOrEqual(1);
  });

  it('reads bytes and documents, and exports nothing else than it says', async () => {
    const code = `
      import * as scanner from 'cordon-gateway/scan';
      const bytes = new TextEncoder().encode('\\uFEFFMRN 5518820, asthma');
      const segments = [{ path: 'note', text: 'MRN 5518820', role: 'value' }];
      const document = { segments, careContext: true, unreadable: [{ path: 'a', reason: 'image' }] };
      const { output } = scanner.deidentify(bytes);
      console.log(JSON.stringify([
        Object.keys(scanner).sort(),
        scanner.scan(bytes).class,
        scanner.scan(document).class,
        scanner.scan({ ...document, careContext: false }).class,
        scanner.scan('\\uFEFFMRN 5518820').findings.map(({ start, end }) => [start, end]),
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(output),
      ]));
    `;
    expect(JSON.parse(await node('more.js', code))).toEqual([
      [
        'HEALTH_LABELS',
        'IDENTIFIER_LABELS',
        'PROFILES',
        'TRANSFORMS',
        'TransformChoiceError',
        'createSurrogates',
        'deidentify',
        'scan',
      ],
      'phi',
      'phi',
      'unknown',
      [[5, 12]],
      '\uFEFFMRN [MRN], asthma',
    ]);
  });

  it('refuses what is no choice, and anything below its entry', async () => {
    const code = `
      import { deidentify } from 'cordon-gateway/scan';
      const failures = [];
      try { deidentify('x', { labels: { NAME: 'year' } }); } catch (error) { failures.push(error.name); }
      try { await import('cordon-gateway/lambdas/core/scan/scan.ts'); } catch (error) { failures.push(error.code); }
      console.log(failures.join(' '));
    `;
    expect(await node('refused.js', code)).toBe(
      'TransformChoiceError ERR_PACKAGE_PATH_NOT_EXPORTED\n',
    );
  });

  it('has types that a strict program compiles against, without those of Node', async () => {
    for (const [index, { code }] of examples('ts').entries()) {
      expect(await compile(`example-${String(index)}.ts`, code)).toBe('');
    }
  }, 60_000);

  it('has types that refuse what would not work', async () => {
    const code = `
      import { deidentify, scan } from 'cordon-gateway/scan';
      scan(1);
      scan('x', { point: 'lax' });
      deidentify('x', { profile: 'hash' });
      deidentify('x', { labels: { WHO: 'mask' } });
      deidentify('x').output;
      scan('x').findings[0]!.text;
    `;
    const errors = (await compile('wrong.ts', code)).match(/wrong\.ts\(\d+/g) ?? [];
    expect([...new Set(errors)]).toHaveLength(6);
  }, 60_000);

  it('ships no tests, no benchmarks and nothing of the machine it was made on', () => {
    const names = readdirSync(installed);
    for (const name of ['test', 'bench', 'node_modules', '.cordon', '.ci']) {
      expect(names).not.toContain(name);
    }
    const module = readFileSync(join(installed, 'dist/scan/index.js'), 'utf8');
    expect(module).not.toContain(ROOT);
    expect(module).not.toMatch(/@aws|aws-sdk/);
  });
});
