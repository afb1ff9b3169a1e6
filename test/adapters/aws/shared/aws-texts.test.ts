import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAwsPushUpstream } from '../../../../lambdas/adapters/aws/shared/aws-push-upstream.ts';
import { createAwsSmsUpstream } from '../../../../lambdas/adapters/aws/shared/aws-sms-upstream.ts';
import { createAwsWhatsAppUpstream } from '../../../../lambdas/adapters/aws/shared/aws-whatsapp-upstream.ts';
import type { Lane } from '../../../../lambdas/core/vocabulary.ts';
import type {
  OutgoingText,
  TextResult,
  TextUpstream,
} from '../../../../lambdas/ports/text-upstream.ts';
import { configFor } from '../endpoints.ts';
import {
  CANARY,
  MESSAGE_ID,
  startTexts,
  type TextsEndpoint,
  type TextsFault,
} from './texts-endpoint.ts';

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:us-east-1:111122223333:${resource}`;
const POOL = arn('sms-voice', 'pool/pool-1');
const NUMBER = arn('sms-voice', 'phone-number/phone-2');
const WHATSAPP = arn('social-messaging', 'phone-number-id/a1');
const DEVICE = arn('sns', 'endpoint/GCM/clinic/5e3e9847-3183-3f18-a7e8-671c3a57d4b3');

const text = (over: Partial<OutgoingText> = {}): OutgoingText => ({
  ...{ channel: 'sms', recipient: '+12025550123', text: 'Open on Monday & Tuesday – 9:00' },
  ...{ mediaUrls: [], deliveryId: 'msg_1~r1' },
  ...over,
});

let aws: TextsEndpoint;
beforeAll(async () => {
  aws = await startTexts();
});
afterAll(() => aws.close());
afterEach(() => {
  aws.fault = undefined;
  aws.calls.length = 0;
});

type Name = 'SMS' | 'WhatsApp' | 'push';
function upstream(name: Name, lane: Lane = 'clinical', url = aws.url): TextUpstream {
  const clients = configFor({ smsVoice: url, socialMessaging: url, sns: url });
  switch (name) {
    case 'SMS':
      return createAwsSmsUpstream({
        ...{ clients, lane },
        senders: [{ arn: POOL }, { arn: NUMBER, name: '+12025550101' }],
      });
    case 'WhatsApp':
      return createAwsWhatsAppUpstream({ clients, lane, senders: [{ arn: WHATSAPP }] });
    case 'push':
      return createAwsPushUpstream({
        ...{ clients, lane },
        senders: [{ arn: arn('sns', 'app/GCM/clinic') }],
      });
  }
}
const to = (name: Name): Partial<OutgoingText> => (name === 'push' ? { recipient: DEVICE } : {});

describe('texts by AWS', () => {
  it.each<[Partial<OutgoingText>, Lane, string, string]>([
    [{}, 'clinical', POOL, 'TRANSACTIONAL'],
    [{ from: '+12025550101' }, 'clinical', NUMBER, 'TRANSACTIONAL'],
    [{ from: '+15005550006' }, 'marketing', POOL, 'PROMOTIONAL'],
    // An ARN is nothing that a caller may ask for.
    [{ from: NUMBER }, 'marketing', POOL, 'PROMOTIONAL'],
  ])('sends %j of the %s lane by %s as %s', async (over, lane, sender, type) => {
    const result = await upstream('SMS', lane).send(text(over));
    expect(result).toEqual({ kind: 'sent', providerId: MESSAGE_ID });
    expect(aws.calls).toHaveLength(1);
    expect(aws.calls[0]?.operation).toBe('SendTextMessage');
    expect(aws.calls[0]?.authorization).toContain('/us-east-1/sms-voice/aws4_request');
    expect(aws.calls[0]?.input).toEqual({
      DestinationPhoneNumber: '+12025550123',
      OriginationIdentity: sender,
      MessageBody: text().text,
      MessageType: type,
    });
  });

  it('sends a WhatsApp message whose links nobody fetches for a preview', async () => {
    const result = await upstream('WhatsApp').send(text({ channel: 'whatsapp' }));
    expect(result).toEqual({ kind: 'sent', providerId: MESSAGE_ID });
    const { message, ...input } = aws.calls[0]!.input;
    expect(input).toEqual({ originationPhoneNumberId: WHATSAPP, metaApiVersion: 'v20.0' });
    expect(JSON.parse(Buffer.from(String(message), 'base64').toString('utf8'))).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+12025550123',
      type: 'text',
      text: { preview_url: false, body: text().text },
    });
  });

  it("sends a notification to a device of the lane's application", async () => {
    const result = await upstream('push').send(text({ channel: 'push', recipient: DEVICE }));
    expect(result).toEqual({ kind: 'sent', providerId: MESSAGE_ID });
    expect(aws.calls).toMatchObject([
      { operation: 'Publish', input: { TargetArn: DEVICE, Message: text().text } },
    ]);
  });

  it.each([
    'fcm:token',
    '+12025550123',
    arn('sns', 'some-topic'),
    arn('sns', 'app/GCM/clinic'),
    arn('sns', 'endpoint/GCM/clinic/'),
    arn('sns', 'endpoint/GCM/clinic/a/b'),
    arn('sns', 'endpoint/GCM/clinic-news/5e3e9847'),
    arn('sns', 'endpoint/APNS/clinic/5e3e9847'),
    DEVICE.replace('111122223333', '444455556666'),
  ])('notifies nobody at %s', async (recipient) => {
    const result = await upstream('push').send(text({ channel: 'push', recipient }));
    expect(result).toEqual({ kind: 'rejected', failure: 'recipient_not_of_lane' });
    expect(aws.calls).toEqual([]);
  });

  it.each<Name>(['SMS', 'WhatsApp', 'push'])('does not leave media out of %s', async (name) => {
    const mediaUrls = ['https://files.clinic.example/a.png'];
    const result = await upstream(name).send(text({ ...to(name), mediaUrls }));
    expect(result).toEqual({ kind: 'rejected', failure: 'media_not_supported' });
    expect(aws.calls).toEqual([]);
  });

  const rejected = (failure: string): TextResult => ({ kind: 'rejected', failure });
  const retry = (failure: string): TextResult => ({ kind: 'retry', failure });
  const unknown = (failure: string): TextResult =>
    ({ ...retry(failure), mayHaveLeft: true }) as TextResult;
  const conflict = (reason: string): TextsFault => ({
    code: 'ConflictException',
    status: 400,
    reason,
  });
  const invalid = (reason: string): TextsFault => ({
    code: 'ValidationException',
    status: 400,
    reason,
  });
  const fault = (code: string, status = 400): TextsFault => ({ code, status });

  it.each<[Name, string, TextsFault, TextResult]>([
    [
      'SMS',
      'the recipient wants none',
      conflict('DESTINATION_PHONE_NUMBER_OPTED_OUT'),
      rejected('DESTINATION_PHONE_NUMBER_OPTED_OUT'),
    ],
    ['SMS', 'the number is none', invalid('INVALID_PARAMETER'), rejected('INVALID_PARAMETER')],
    [
      'SMS',
      'the country is closed',
      invalid('DESTINATION_COUNTRY_BLOCKED'),
      rejected('DESTINATION_COUNTRY_BLOCKED'),
    ],
    ['SMS', 'it says no more', fault('ValidationException'), rejected('ValidationException')],
    ['SMS', 'its reason is no constant', invalid(CANARY), rejected('ValidationException')],
    [
      'SMS',
      'a name is not registered',
      invalid('SENDER_ID_NOT_REGISTERED'),
      retry('SENDER_ID_NOT_REGISTERED'),
    ],
    [
      'SMS',
      'the account is in the sandbox',
      conflict('DESTINATION_PHONE_NUMBER_NOT_VERIFIED'),
      retry('DESTINATION_PHONE_NUMBER_NOT_VERIFIED'),
    ],
    [
      'SMS',
      'a number is not active',
      conflict('RESOURCE_NOT_ACTIVE'),
      retry('RESOURCE_NOT_ACTIVE'),
    ],
    [
      'SMS',
      'the money is spent',
      { ...fault('ServiceQuotaExceededException'), reason: 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT' },
      retry('MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT'),
    ],
    ['SMS', 'it is busy', fault('ThrottlingException'), retry('ThrottlingException')],
    ['SMS', 'the role may not', fault('AccessDeniedException'), retry('AccessDeniedException')],
    [
      'SMS',
      'the pool has gone',
      fault('ResourceNotFoundException'),
      retry('ResourceNotFoundException'),
    ],
    ['SMS', 'it fails', fault('InternalServerException', 500), unknown('InternalServerException')],
    [
      'WhatsApp',
      'the number is none',
      fault('InvalidParametersException'),
      rejected('InvalidParametersException'),
    ],
    [
      'WhatsApp',
      'it takes no such message',
      fault('ValidationException'),
      rejected('ValidationException'),
    ],
    [
      'WhatsApp',
      'it is busy',
      fault('ThrottledRequestException', 429),
      retry('ThrottledRequestException'),
    ],
    [
      'WhatsApp',
      'the role may not',
      fault('AccessDeniedException', 403),
      retry('AccessDeniedException'),
    ],
    [
      'WhatsApp',
      'the number is not linked',
      fault('ResourceNotFoundException', 404),
      retry('ResourceNotFoundException'),
    ],
    ['WhatsApp', 'Meta fails', fault('DependencyException', 502), unknown('DependencyException')],
    [
      'push',
      'the device was switched off',
      fault('EndpointDisabled'),
      rejected('EndpointDisabledException'),
    ],
    ['push', 'the device has gone', fault('NotFound', 404), rejected('NotFoundException')],
    ['push', 'it cannot take it', fault('InvalidParameter'), rejected('InvalidParameterException')],
    [
      'push',
      'the application is off',
      fault('PlatformApplicationDisabled'),
      retry('PlatformApplicationDisabledException'),
    ],
    ['push', 'it is busy', fault('Throttled', 429), retry('ThrottledException')],
    [
      'push',
      'the role may not',
      fault('AuthorizationError', 403),
      retry('AuthorizationErrorException'),
    ],
    ['push', 'it fails', fault('InternalError', 500), unknown('InternalErrorException')],
  ])(
    'by %s, where %s, is told once and answered for by a code',
    async (name, _what, said, result) => {
      aws.fault = said;
      expect(await upstream(name).send(text(to(name)))).toEqual(result);
      expect(aws.calls).toHaveLength(1);
    },
  );

  it.each<Name>(['SMS', 'WhatsApp', 'push'])(
    'may have left by %s where no answer came',
    async (name) => {
      aws.fault = { ...fault(''), hangsUp: true };
      const result = await upstream(name).send(text(to(name)));
      expect(result).toMatchObject({ kind: 'retry', mayHaveLeft: true });
      expect(aws.calls).toHaveLength(1);
    },
  );

  it.each<Name>(['SMS', 'WhatsApp', 'push'])(
    'has not left by %s where nobody listens',
    async (name) => {
      const result = await upstream(name, 'clinical', 'http://127.0.0.1:1').send(text(to(name)));
      expect(result).toEqual(retry('ECONNREFUSED'));
    },
  );
});
