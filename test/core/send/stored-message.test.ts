import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  recipientsOf,
  restoreMessage,
  storeMessage,
  StoredMessageError,
} from '../../../lambdas/core/send/stored-message.ts';
import { anyMessage, anyText, PLAIN, PLAIN_TEXT } from './messages.ts';

describe('a stored message', () => {
  it('is restored as it was', () => {
    fc.assert(
      fc.property(fc.oneof(anyMessage, anyText), (message) => {
        expect(restoreMessage(storeMessage(message))).toEqual(message);
      }),
    );
  });

  it('does not keep what is scanned or decided by and not sent', () => {
    const stored = storeMessage({
      ...PLAIN,
      metadata: { note: 'Jane' },
      exception: 'treatment',
      remuneration: 'none',
      about: { kind: 'person', value: 'prs_1' },
    });
    expect(Buffer.from(stored).toString()).not.toMatch(/Jane|treatment|remuneration|prs_/);
    expect(restoreMessage(stored)).toEqual(PLAIN);
  });

  it('does not keep it of a text either', () => {
    const stored = storeMessage({
      ...PLAIN_TEXT,
      metadata: { note: 'Jane' },
      exception: 'treatment',
      remuneration: 'none',
      about: { kind: 'person', value: 'prs_1' },
    });
    expect(Buffer.from(stored).toString()).not.toMatch(/Jane|treatment|remuneration|prs_/);
    expect(restoreMessage(stored)).toEqual(PLAIN_TEXT);
  });

  it('that was stored before there were texts is a mail', () => {
    const before =
      '{"channel":"email","from":{"address":"news@clinic.example"},"replyTo":[],"to":[{"address":"reader@mail.example"}],"cc":[],"bcc":[],"subject":"Hours","text":"Monday","headers":{},"attachments":[],"purpose":"marketing"}';
    expect(restoreMessage(Buffer.from(before))).toEqual({
      ...PLAIN,
      ...{ from: { address: 'news@clinic.example' }, subject: 'Hours', text: 'Monday' },
      purpose: 'marketing',
    });
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"channel":"sms"}',
    '{"channel":"fax","to":[],"text":"","mediaUrls":[]}',
    '{"channel":"email","from":"Jane"}',
  ])('that is %j cannot be restored, and the error does not quote it', (text) => {
    const restore = () => restoreMessage(Buffer.from(text));
    expect(restore).toThrow(StoredMessageError);
    expect(restore).toThrow(/^the stored message (?:is not JSON|has another shape)$/);
    try {
      restore();
    } catch (error) {
      expect((error as Error).cause).toBeUndefined();
    }
  });

  it('counts the recipients of a text as they stand', () => {
    const to = ['+12025550123', '+12025550124'];
    expect(recipientsOf({ ...PLAIN_TEXT, to })).toEqual(to);
  });

  it('counts its recipients in the order to, cc, bcc', () => {
    const at = (address: string) => ({ address });
    const message = {
      ...PLAIN,
      to: [at('1@x.example'), at('2@x.example')],
      cc: [at('3@x.example')],
      bcc: [at('4@x.example')],
    };
    const order = ['1@x.example', '2@x.example', '3@x.example', '4@x.example'];
    expect(recipientsOf(message)).toEqual(order);
    expect(recipientsOf(restoreMessage(storeMessage(message)))).toEqual(order);
  });
});
