import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createTwilioUpstream } from '../../lambdas/adapters/aws/shared/twilio-upstream.ts';
import type { OutgoingText } from '../../lambdas/ports/text-upstream.ts';
import type { Endpoint } from '../../local/loopback-server.ts';
import { DEVELOPMENT_ACCOUNTS, startTextUpstream } from '../../local/text-upstream.ts';
import { openTextbox } from '../../local/textbox.ts';
import { temporaryFolder } from './temporary-folder.ts';

const TEXT: OutgoingText = {
  ...{ channel: 'sms', recipient: '+12025550123', text: 'Open on Monday' },
  ...{ mediaUrls: ['https://files.clinic.example/a.png'], deliveryId: 'msg_1~r1' },
};

describe('the local upstream for texts', () => {
  let endpoint: Endpoint | undefined;
  afterEach(() => endpoint?.close());

  async function start() {
    const folder = join(await temporaryFolder(), 'texts');
    await mkdir(folder);
    const textbox = await openTextbox(folder);
    endpoint = await startTextUpstream({ textbox });
    const { url } = endpoint;
    const send = (login: string, text: Partial<OutgoingText> = {}) =>
      createTwilioUpstream({
        ...{ baseUrl: url, senders: ['+12025550102'], secretRef: 'any', allowLoopbackHttp: true },
        secrets: { get: async () => [login] },
        clock: { now: () => new Date(), monotonic: () => 0 },
      }).send({ ...TEXT, ...text });
    return { folder, textbox, url, send };
  }

  it('keeps what a lane sent, by each channel, also over a restart', async () => {
    const { folder, textbox, send } = await start();
    const { marketing, clinical } = DEVELOPMENT_ACCOUNTS;
    expect((await send(marketing)).kind).toBe('sent');
    expect((await send(clinical, { channel: 'whatsapp', mediaUrls: [] })).kind).toBe('sent');
    const push = { channel: 'push', recipient: 'token:1', mediaUrls: [] } as const;
    expect((await send(marketing, push)).kind).toBe('sent');
    const kept = [
      { lane: 'marketing', channel: 'push', to: 'token:1', mediaUrls: [] },
      { lane: 'clinical', channel: 'whatsapp', from: '+12025550102', to: '+12025550123' },
      { lane: 'marketing', channel: 'sms', text: 'Open on Monday', reference: 'msg_1~r1' },
    ];
    expect(textbox.list(10)).toMatchObject(kept);
    expect(textbox.list(1)).toHaveLength(1);
    await writeFile(join(folder, '00000000000000001.json'), 'no text');
    expect((await openTextbox(folder)).list(10)).toEqual(textbox.list(10));
  });

  it('takes nothing of an account that it does not know, and nothing without a recipient', async () => {
    const { textbox, url, send } = await start();
    expect(await send('AC1:other')).toEqual({ kind: 'retry', failure: 'twilio_20003' });
    const [user = ''] = DEVELOPMENT_ACCOUNTS.marketing.split(':');
    const authorization = `Basic ${Buffer.from(DEVELOPMENT_ACCOUNTS.marketing).toString('base64')}`;
    const answer = await fetch(`${url}/2010-04-01/Accounts/${user}/Messages.json`, {
      ...{ method: 'POST', headers: { authorization }, body: 'Body=x' },
    });
    expect(answer.status).toBe(400);
    expect(textbox.list(10)).toEqual([]);
  });
});
