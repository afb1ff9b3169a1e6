import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderForAll } from './support/folders.ts';
import { ROOT, runCordon, startGateway, type Ready } from './support/gateway-process.ts';

let folder: string;
let ready: Ready;
beforeAll(async () => {
  folder = await folderForAll();
  ready = (await startGateway(join(folder, 'data'))).ready;
}, 120_000);

const policy = (...words: string[]) =>
  runCordon(['policy', ...words, '--data', ready.dataFolder]).ended;

/** The shipped policy with its matrix changed, in a folder of its own. */
async function edited(name: string, change: (matrix: string) => string): Promise<string> {
  const to = join(folder, name);
  await cp(join(ROOT, 'policy'), to, { recursive: true });
  const file = join(to, 'channel-matrix.yaml');
  await writeFile(file, change(await readFile(file, 'utf8')));
  return to;
}

/** What is decided about a newsletter now. */
async function newsletter(): Promise<string> {
  const body = await readFile(join(ROOT, 'examples', 'message-clean.json'), 'utf8');
  const answer = await fetch(ready.apis.messages, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${ready.credentials.marketingKey}`,
      'content-type': 'application/json',
    },
    body,
  });
  const { decisions } = (await answer.json()) as { decisions: { disposition: string }[] };
  return decisions.map(({ disposition }) => disposition).join();
}

/** Asks until the answer is another, as long as a policy may stay in force after the next one. */
async function becomes(expected: string): Promise<string> {
  const until = Date.now() + 60_000;
  let now = await newsletter();
  while (now !== expected && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    now = await newsletter();
  }
  return now;
}

const closed = (matrix: string): string => {
  const start = matrix.indexOf('  marketing:\n');
  const end = matrix.indexOf('    sms:', start);
  return (
    matrix.slice(0, start) +
    matrix.slice(start, end).replaceAll(/: \[.*\]/g, ': []') +
    matrix.slice(end)
  );
};

describe('cordon policy publish', { timeout: 240_000 }, () => {
  it('replaces the policy of a running gateway, and takes the earlier one back', async () => {
    expect(await newsletter()).toBe('as_is');
    const first = await policy('publish', '--why', 'first rules');
    expect(first.stdout).toMatch(/^Version 1 is published: policy [0-9a-f]{16}\./);
    const ours = await edited('ours', closed);
    expect((await policy('publish', ours, '--why', 'no newsletters', '--json')).code).toBe(0);
    expect(await becomes('quarantine')).toBe('quarantine');
    expect((await policy('rollback', '--to', '1', '--why', 'newsletters again')).code).toBe(0);
    expect(await becomes('as_is')).toBe('as_is');
    const { versions } = JSON.parse((await policy('history', '--json')).stdout) as {
      versions: { version: number; why: string }[];
    };
    expect(versions.map(({ version, why }) => [version, why])).toEqual([
      [3, 'newsletters again'],
      [2, 'no newsletters'],
      [1, 'first rules'],
    ]);
  });

  it('refuses a policy that lets PHI out by SMS, with the cell named, and changes nothing', async () => {
    const open = await edited('open', (matrix) =>
      matrix.replace(/(\n {4}sms:(?:\n {6}.*)*?\n {6}phi: )\[portal\]/, '$1[as_is]'),
    );
    const { code, stderr } = await policy('publish', open, '--why', 'easier');
    expect(code).toBe(1);
    expect(stderr).toContain('channel-matrix.yaml: marketing / phi / sms: as_is is never allowed');
    expect((await policy('history', '--json')).stdout).not.toContain('easier');
  });

  it('refuses a reason that names somebody', async () => {
    const { code, stderr } = await policy('publish', '--why', 'Jane Doe asked for it');
    expect([code, stderr]).toEqual([1, expect.stringContaining('/why: seems to name a person')]);
  });
});
