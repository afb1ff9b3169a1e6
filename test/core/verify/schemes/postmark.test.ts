import { describe, expect, it } from 'vitest';
import { postmark } from '../../../../lambdas/core/verify/schemes/postmark.ts';
import { describeScheme } from '../common-rows.ts';
import { request, verifyWith } from '../signed-request.ts';

describeScheme(postmark);

describe('two clicks in one mail at one time', () => {
  const click = (OriginalLink: string) => {
    const authorization = `Basic ${Buffer.from('hook:a-password').toString('base64')}`;
    const event = { RecordType: 'Click', MessageID: 'm1', ReceivedAt: '2026-11-28T16:59:00Z' };
    const body = JSON.stringify({ ...event, OriginalLink });
    return verifyWith(postmark, request({ authorization }, body), ['hook:a-password']);
  };

  it('are two deliveries when they open two links', () => {
    expect(click('https://clinic.example/a')).toMatchObject({ kind: 'verified' });
    expect(click('https://clinic.example/a')).toEqual(click('https://clinic.example/a'));
    expect(click('https://clinic.example/b')).not.toEqual(click('https://clinic.example/a'));
  });
});
