import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultPolicyDirectory } from '../../lambdas/adapters/policy/open-policy.ts';
import { readPolicyDirectory } from '../../lambdas/adapters/policy/policy-directory.ts';
import { folderForAll } from '../e2e/support/folders.ts';
import { startGateway } from '../e2e/support/gateway-process.ts';
import { runCommand, type Ran } from './support/run-command.ts';

let data: string;
let url: string;
beforeAll(async () => {
  const { ready } = await startGateway(join(await folderForAll(), 'data'));
  data = ready.dataFolder;
  ({ url } = ready);
}, 120_000);

const cordon = (...words: string[]): Promise<Ran> => runCommand(...words, '--data', data);
const why = ['--why', 'the contract has ended'];
const WARNING =
  /^Warning: (\S+) is by whom (.+) goes out \(routes of the policy\)\. Nothing leaves/;

async function credentials() {
  const text = await readFile(join(data, 'credentials.json'), 'utf8');
  return JSON.parse(text) as { marketingKey: string; officerKey: string };
}
/** What becomes of a promotion without a word about anybody. */
async function mail(): Promise<unknown> {
  const { marketingKey } = await credentials();
  const answer = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${marketingKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ channel: 'email', from: 'hello@news.cordon.example', to: ['a@mail.example'] },
      ...{ subject: 'Opening hours', text: 'We are open on Monday.' },
    }),
  });
  return await answer.json();
}
/** Puts a policy in force in which another vendor sends mail. */
async function sendMailBy(vendor: string): Promise<number> {
  const sources = await readPolicyDirectory(defaultPolicyDirectory());
  const matrix = sources.matrix.replace('email: amazon-ses', `email: ${vendor}`);
  const { officerKey } = await credentials();
  const { status } = await fetch(`${url}/v1/admin/policy`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${officerKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      policy: { id: 'current', ...sources, matrix },
      expectedVersion: 0,
      why: 'another vendor sends mail',
    }),
  });
  return status;
}

describe('cordon vendors remove', { timeout: 60_000 }, () => {
  it('warns when it closes the way by which a channel goes out, and nothing leaves then', async () => {
    expect(await mail()).toMatchObject({ status: 'accepted' });
    const removed = await cordon('vendors', 'remove', 'amazon-ses', ...why);
    expect([removed.code, removed.out]).toEqual([0, 'amazon-ses is at version 2.\n']);
    expect(WARNING.exec(removed.err)?.slice(1)).toEqual(['amazon-ses', 'email']);
    await expect
      .poll(mail, { timeout: 15_000, interval: 500 })
      .toMatchObject({ status: 'held_for_review' });
  });

  it('says nothing of one by whom nothing goes out', async () => {
    const added = await cordon('vendors', 'add', 'acme-mail', '--name', 'Acme Mail', ...why);
    expect(added.code).toBe(0);
    expect(await cordon('vendors', 'remove', 'acme-mail', ...why)).toMatchObject({
      code: 0,
      err: '',
    });
  });

  it('does not warn when it is refused, because nothing ends', async () => {
    const { code, err } = await cordon('vendors', 'remove', 'clinical-system', ...why);
    expect(code).toBe(1);
    expect(err).toContain('is still used by the destination');
    expect(err).not.toContain('Warning');
  });

  it('goes by the policy that was published', async () => {
    const signed = ['--signed', '2026-01-10', '--expires', '2090-01-09', '--no-agent'];
    const agreement = ['--evidence', 'contract', '--service', 'mail', ...signed];
    await cordon('vendors', 'add', 'acme-mail', '--name', 'Acme Mail', ...agreement, ...why);
    expect(await sendMailBy('acme-mail')).toBe(200);
    const removed = await cordon('vendors', 'remove', 'acme-mail', ...why, '--json');
    expect(JSON.parse(removed.out)).toMatchObject({ id: 'acme-mail' });
    expect(WARNING.exec(removed.err)?.slice(1)).toEqual(['acme-mail', 'email']);
  });
});
