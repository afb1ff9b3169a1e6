import { describe, expect, it } from 'vitest';
import { signWebhook, SigningSecretError } from '../../../lambdas/core/deliver/sign-webhook.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('signing a webhook', () => {
  it('makes the published signature of the published message', () => {
    const now = new Date(1_614_265_330_999);
    const body = Buffer.from('{"test": 2432232314}');
    expect(signWebhook('msg_p5jXN8AQM9LWM0D4loKWxJek', now, body, SECRET)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('keeps the id and gives a time of its own to a later attempt', () => {
    const at = (seconds: number) =>
      signWebhook('msg_1', new Date(seconds * 1000), Buffer.from('{}'), SECRET);
    expect(at(1000)['webhook-id']).toBe(at(2000)['webhook-id']);
    expect(at(2000)['webhook-timestamp']).toBe('2000');
    expect(at(1000)['webhook-signature']).not.toBe(at(2000)['webhook-signature']);
  });

  it.each(['', 'whsec_', 'whsec_%%%', 'hunter2!'])(
    'refuses the secret %j and does not repeat it',
    (secret) => {
      const sign = () => signWebhook('msg_1', new Date(0), Buffer.from('{}'), secret);
      expect(sign).toThrow(SigningSecretError);
      expect(sign).toThrow(/^the signing secret is not base64$/);
    },
  );
});
