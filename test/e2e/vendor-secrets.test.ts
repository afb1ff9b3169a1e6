import { createHmac } from 'node:crypto';
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

const cordon = async (...words: string[]) =>
  await runCordon([...words, '--data', ready.dataFolder]).ended;
const file = async (name: string, text: string) => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};
const source = (id: string, more: object) =>
  JSON.stringify({
    ...{ id, scheme: id, entityId: 'development-hospital', secretRef: `cordon/source/${id}` },
    ...{ careContext: false, purpose: 'general_business', maxBodyBytes: 65_536 },
    destinationIds: ['clinical-sink'],
    ...more,
  });

async function addSource(id: string, secret: string, more: object = {}): Promise<void> {
  const put = await cordon(
    'sources',
    'secret',
    id,
    '--from-file',
    await file(`${id}.secret`, secret),
  );
  expect([put.code, put.stderr]).toEqual([0, '']);
  expect(put.stdout).toBe(`The secret is at cordon/source/${id}, and in use within a minute.\n`);
  const entry = await file(`${id}.json`, source(id, more));
  const added = await cordon('sources', 'add', '--from', entry, '--why', 'a test');
  expect([added.code, added.stderr]).toEqual([0, '']);
}

describe("a vendor of one's own", { timeout: 120_000 }, () => {
  it('is set up by its secret and a source, and then verified: Slack', async () => {
    await addSource('slack', 'signing-secret\n');
    const body = '{"type":"event_callback","event_id":"Ev1","event":{"type":"app_uninstalled"}}';
    const seconds = String(Math.floor(Date.now() / 1000));
    const of = (secret: string) =>
      `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`;
    const post = async (secret: string) => {
      const headers = {
        ...{ 'content-type': 'application/json', 'x-slack-signature': of(secret) },
        'x-slack-request-timestamp': seconds,
      };
      return (await fetch(`${ready.url}/webhooks/slack`, { method: 'POST', headers, body })).status;
    };
    expect(await post('another')).toBe(401);
    expect(await post('signing-secret')).toBe(200);
  });

  it('may sign its public URL: Twilio', async () => {
    const publicUrl = 'https://hooks.clinic.example/sms';
    await addSource('twilio', 'auth-token', { publicUrl });
    const signature = createHmac('sha1', 'auth-token')
      .update(`${publicUrl}BodyHelloMessageSidSM1`)
      .digest('base64');
    const answer = await fetch(`${ready.url}/webhooks/twilio`, {
      method: 'POST',
      headers: { 'x-twilio-signature': signature },
      body: new URLSearchParams({ MessageSid: 'SM1', Body: 'Hello' }),
    });
    expect([answer.status, await answer.text()]).toEqual([200, '<Response/>']);
  });

  it('never gets an empty secret, and the secret is never said', async () => {
    const empty = await cordon('sources', 'secret', 'slack', '--from-file', await file('e', ' \n'));
    expect([empty.code, empty.stderr]).toEqual([1, 'cordon: There is no secret in it.\n']);
    const kept = await cordon('sources', 'show', 'slack');
    expect(kept.stdout).not.toContain('signing-secret');
  });

  it('has a secret for its handshake alone', async () => {
    const token = await file('token', 'verify-me');
    const words = ['sources', 'secret', 'meta', '--handshake', '--from-file', token];
    expect((await cordon(...words)).stdout).toContain('cordon/source/meta/handshake');
  });
});
