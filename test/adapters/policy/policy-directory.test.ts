import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPolicy, PolicyRejectedError } from '../../../lambdas/adapters/policy/open-policy.ts';
import {
  PolicyDirectoryError,
  readPolicyDirectory,
} from '../../../lambdas/adapters/policy/policy-directory.ts';

let directory: string;
const write = (name: string, text: string | Uint8Array): Promise<void> =>
  writeFile(path.join(directory, name), text);

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cordon-policy-'));
  await write('schema.cedarschema', '// schema');
  await write('channel-matrix.yaml', '# matrix');
  await write('b-rules.cedar', '// b');
  await write('a.cedar', '// a');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('a policy directory', () => {
  it('is its schema, its matrix and its cedar files, and nothing else', async () => {
    await write('README.md', 'not policy');
    await write('a.cedar.bak', 'not policy');
    await mkdir(path.join(directory, 'vendors'));
    expect(await readPolicyDirectory(directory)).toEqual({
      schema: '// schema',
      policies: { 'a.cedar': '// a', 'b-rules.cedar': '// b' },
      matrix: '# matrix',
    });
  });

  it.each([
    ['a link', () => symlink('a.cedar', path.join(directory, 'c.cedar'))],
    ['a dangling link', () => symlink('nowhere', path.join(directory, 'c.cedar'))],
    ['a folder', () => mkdir(path.join(directory, 'c.cedar'))],
    ['a file with another style of name', () => write('No Phi.CEDAR', '// c')],
    ['a file that is too large', () => write('c.cedar', ' '.repeat(200_000))],
    ['a file that is not UTF-8', () => write('c.cedar', Uint8Array.of(0x2f, 0x2f, 0xff))],
    ['no schema', () => rm(path.join(directory, 'schema.cedarschema'))],
    ['no channel matrix', () => rm(path.join(directory, 'channel-matrix.yaml'))],
    [
      'too many files',
      () => Promise.all(Array.from({ length: 70 }, (_, i) => write(`f${i}.cedar`, ''))),
    ],
  ])('is refused whole for %s', async (_, spoil) => {
    await spoil();
    await expect(readPolicyDirectory(directory)).rejects.toBeInstanceOf(PolicyDirectoryError);
  });

  it('is refused when it does not exist', async () => {
    const missing = path.join(directory, 'missing');
    await expect(readPolicyDirectory(missing)).rejects.toThrow('does not exist or cannot be read');
  });
});

describe('opening the policy', () => {
  it('finds the shipped one by itself', async () => {
    const policy = await openPolicy();
    expect(policy.version).toMatch(/^[0-9a-f]{16}$/);
    expect(policy.rules.map(({ id }) => id)).toContain('marketing-lane-sends-no-phi');
  });

  it('throws with every problem when the policy is faulty', async () => {
    const error: unknown = await openPolicy(directory).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(PolicyRejectedError);
    expect((error as PolicyRejectedError).problems.join('\n')).toMatch(/schema: declares nothing/);
  });
});
