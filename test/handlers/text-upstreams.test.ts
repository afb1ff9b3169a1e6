import { describe, expect, it } from 'vitest';
import { textUpstreams } from '../../lambdas/handlers/text-upstreams.ts';
import { textChannels, textsVariable } from '../../lambdas/handlers/texts-variable.ts';
import { configFor } from '../adapters/aws/endpoints.ts';
import { stoppedClock } from '../adapters/aws/samples.ts';
import { startTexts } from '../adapters/aws/shared/texts-endpoint.ts';

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:us-east-1:111122223333:${resource}`;
const CORDON_TEXTS = JSON.stringify({
  sms: { kind: 'aws', senders: [{ arn: arn('sms-voice', 'pool/pool-1'), name: 'Clinic' }] },
  whatsapp: { baseUrl: 'https://api.twilio.com', senders: ['+12025550101'] },
  push: { kind: 'aws', senders: [{ arn: arn('sns', 'app/GCM/clinic') }] },
});

describe("a lane's ways out for texts", () => {
  it.each([
    ['{}', true],
    [CORDON_TEXTS, true],
    ['{"sms":{"kind":"aws","senders":[]}}', false],
    ['{"sms":{"kind":"aws","senders":["+12025550101"]}}', false],
    ['{"sms":{"kind":"pigeon","senders":["+12025550101"]}}', false],
    ['{"fax":{}}', false],
    ['sms', false],
  ])('are told by a variable: %s', (variable, isOne) => {
    expect(textsVariable.safeParse(variable).success).toBe(isOne);
  });

  it('are each by whom the deployment says', async () => {
    const aws = await startTexts();
    const upstreams = textUpstreams(
      { CORDON_TEXTS, CORDON_PREFIX: 'cordon' },
      'clinical',
      // Twilio alone has a login.
      { get: async () => [] },
      {
        clients: configFor({ smsVoice: aws.url, sns: aws.url }),
        clock: stoppedClock('2026-03-01T10:00:00.000Z'),
        allowLoopbackHttp: true,
      },
    );
    const text = { text: 'Open on Monday', mediaUrls: [], deliveryId: 'msg_1~r1' };
    const sms = { ...text, channel: 'sms', recipient: '+12025550123', from: 'Clinic' } as const;
    expect(await upstreams.sms?.send(sms)).toMatchObject({ kind: 'sent' });
    const device = arn('sns', 'endpoint/GCM/clinic/5e3e9847');
    const push = { ...text, channel: 'push', recipient: device } as const;
    expect(await upstreams.push?.send(push)).toMatchObject({ kind: 'sent' });
    const whatsapp = { ...text, channel: 'whatsapp', recipient: '+12025550123' } as const;
    expect(await upstreams.whatsapp?.send(whatsapp)).toEqual({
      kind: 'retry',
      failure: 'upstream_secret_missing',
    });
    expect(aws.calls.map(({ operation }) => operation)).toEqual(['SendTextMessage', 'Publish']);
    await aws.close();
    expect(textChannels({ CORDON_TEXTS })).toEqual(['sms', 'whatsapp', 'push']);
  });
});
