import { describe, expect, it } from 'vitest';
import { readInboundText } from '../../../lambdas/core/people/inbound-text.ts';

const FORM = 'application/x-www-form-urlencoded';

describe('an inbound text', () => {
  it.each([
    ['Twilio', FORM, 'From=%2B12025550123&To=%2B12025550100&Body=STOP&MessageSid=SM1', 'sms'],
    ['Twilio for WhatsApp', FORM, 'From=whatsapp%3A%2B12025550123&Body=STOP', 'whatsapp'],
    ['JSON', 'application/json', '{"from":"+12025550123","text":"STOP","id":7}', 'sms'],
    ['JSON with a charset', 'application/json; charset=utf-8', '{"from":"x","text":"STOP"}', 'sms'],
  ])('is read as %s posts it', (_who, type, body, channel) => {
    expect(readInboundText(type, Buffer.from(body))).toMatchObject({ channel, text: 'STOP' });
  });

  it.each([
    [FORM, 'Body=STOP'],
    [FORM, ''],
    ['application/json', '{"from":"+12025550123"}'],
    ['application/json', '["STOP"]'],
    ['application/json', 'STOP'],
    ['application/json', '{"from":7,"text":"STOP"}'],
    [FORM, `From=x&Body=${'y'.repeat(5000)}`],
  ])('is none in %s: %s', (type, body) => {
    expect(readInboundText(type, Buffer.from(body))).toBeUndefined();
  });
});
