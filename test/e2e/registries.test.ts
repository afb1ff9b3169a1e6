import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderForAll } from './support/folders.ts';
import { runCordon, startGateway, type Ready } from './support/gateway-process.ts';

let folder: string;
let ready: Ready;
beforeAll(async () => {
  folder = await folderForAll();
  ready = (await startGateway(join(folder, 'data'))).ready;
}, 120_000);

/** A command against the gateway; standard output as JSON where it is asked for. */
async function cordon(...words: string[]) {
  const { code, stdout, stderr } = await runCordon([...words, '--data', ready.dataFolder]).ended;
  const json = words.includes('--json') && code === 0 ? (JSON.parse(stdout) as unknown) : undefined;
  return { code, stdout, stderr, json };
}
const file = async (name: string, text: string) => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};
const why = ['--why', 'a test'];

describe('cordon vendors', { timeout: 120_000 }, () => {
  it('knows the systems that companies use, each unverified', async () => {
    const { json } = await cordon('vendors', 'list', '--json');
    const status = new Map(
      (json as { id: string; status: string }[]).map((one) => [one.id, one.status]),
    );
    expect(status.get('sendgrid')).toBe('unverified');
    expect(status.get('clinical-system')).toBe('active');
    expect((await cordon('vendors', 'list')).stdout).toMatch(/mailchimp .*unverified/);
  });

  it('adds and renews an agreement, and keeps its history', async () => {
    const dates = ['--signed', '2026-01-10', '--expires', '2026-12-31', '--no-agent'];
    const agreement = [...dates, '--evidence', 'drive/acme.pdf', '--service', 'mail'];
    const add = ['vendors', 'add', 'acme', '--name', 'Acme', ...agreement];
    expect(await cordon(...add, '--why', 'signed by Jane Roe')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/\/why seems to name a person/) as string,
    });
    expect((await cordon(...add, ...why, '--json')).json).toEqual({ id: 'acme', version: 1 });
    expect(await cordon(...add, ...why)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/at version 1 now/) as string,
    });
    const renewed = await cordon('vendors', 'renew', 'acme', '--expires', '2025-01-01', ...why);
    expect([renewed.code, renewed.stderr]).toEqual([
      1,
      '  /baa/expiresOn is before signedOn\n  /baa/expiresOn is before effectiveOn\ncordon: Nothing was changed: the entry is not valid.\n',
    ]);
    expect((await cordon('vendors', 'renew', 'acme', '--expires', '2030-12-31', ...why)).code).toBe(
      0,
    );
    const { json } = await cordon('vendors', 'history', 'acme', '--json');
    expect(json).toMatchObject([
      { version: 2, changed: ['baa.expiresOn'], why: 'a test' },
      { version: 1, action: 'created' },
    ]);
  });

  it('imports all lines of a file or none, and names line and field', async () => {
    const bad = '{"id":"one","name":"One"}\n\n{"id":"two","name":"Two","status":"active"}\n';
    const refused = await cordon('vendors', 'import', await file('bad.jsonl', bad), ...why);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      '  line 3, entry: has members that are not known here\ncordon: Nothing was changed: some entries are not valid.\n',
    ]);
    expect((await cordon('vendors', 'show', 'one')).code).toBe(1);
    const broken = await cordon(
      'vendors',
      'import',
      await file('broken.jsonl', '{}\nx{\n'),
      ...why,
    );
    expect(broken.stderr).toBe('cordon: Line 2: not JSON. Nothing was changed.\n');
    const { stdout } = await cordon('vendors', 'export');
    const again = await cordon(
      'vendors',
      'import',
      await file('all.jsonl', stdout),
      ...why,
      '--json',
    );
    expect(again.json).toMatchObject({ created: 0, changed: 0 });
  });
});

describe('cordon keys', { timeout: 120_000 }, () => {
  const sends = ['--lane', 'marketing', '--purpose', 'marketing', '--channel', 'email'];
  const send = async (credential: string, purpose?: string) =>
    await fetch(ready.apis.messages, {
      method: 'POST',
      headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ channel: 'email', from: 'hello@news.cordon.example', to: ['a@mail.example'] },
        ...{ subject: 'Opening hours', text: 'We are open on Monday.', purpose },
      }),
    });

  it('makes, rotates and revokes one, and shows when it was used', async () => {
    const made = await cordon(
      'keys',
      'add',
      '--entity',
      'development-hospital',
      ...sends,
      ...why,
      '--json',
    );
    const { id, credential } = made.json as { id: string; credential: string };
    expect((await send(credential)).status).toBe(202);
    expect((await send(credential, 'clinical')).status).toBe(403);
    const rotated = await cordon('keys', 'rotate', id, '--overlap', '7d', ...why);
    const next = rotated.stdout.trim();
    const { json } = await cordon('keys', 'show', id, '--json');
    expect(json).toMatchObject({ version: 2, lastUsedAt: expect.any(String) as string });
    expect(JSON.stringify(json)).not.toContain(credential.split('.')[1]);
    await expect.poll(async () => (await send(next)).status, { timeout: 15_000 }).toBe(202);
    expect((await send(credential)).status).toBe(202);
    expect((await cordon('keys', 'revoke', id, ...why)).code).toBe(0);
    await expect.poll(async () => (await send(next)).status, { timeout: 15_000 }).toBe(401);
    expect((await cordon('keys', 'list')).stdout).toContain('revoked');
  });
});

describe('cordon sources and destinations', { timeout: 120_000 }, () => {
  it('add what a file describes, and refuse what leads nowhere', async () => {
    const shown = await cordon('sources', 'show', 'intake', '--json');
    const { entry } = shown.json as { entry: object };
    const lost = await file(
      'lost.json',
      JSON.stringify({ ...entry, id: 'lost', destinationIds: ['no'] }),
    );
    const refused = await cordon('sources', 'add', '--from', lost, ...why);
    expect(refused.stderr).toContain('/destinationIds/0 is not the id of a destination');
    const good = await file('good.json', JSON.stringify({ ...entry, id: 'second-intake' }));
    expect((await cordon('sources', 'add', '--from', good, ...why)).code).toBe(0);
    expect((await cordon('sources', 'remove', 'second-intake', ...why)).code).toBe(0);
    expect((await cordon('destinations', 'list')).stdout).toContain('clinical-sink');
  });
});
