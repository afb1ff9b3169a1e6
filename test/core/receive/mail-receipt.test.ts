import { describe, expect, it } from 'vitest';
import { readMailReceipt } from '../../../lambdas/core/receive/mail-receipt.ts';
import { receiptOf } from './receipts.ts';

const doubtsOf = (verdicts: Readonly<Record<string, string | undefined>>) => {
  const read = readMailReceipt(receiptOf({ verdicts }));
  return typeof read === 'object' ? read.doubts : read;
};

describe('what SES tells of a mail', () => {
  it('says which source it is for, where it lies, and that nothing is against it', () => {
    expect(readMailReceipt(receiptOf())).toEqual({
      mailId: 'd6iitobk75ur44p8kdnnp7g2n800',
      sourceId: 'lab-mail',
      key: 'lab-mail/d6iitobk75ur44p8kdnnp7g2n800',
      doubts: [],
    });
  });

  it.each([
    ['virus', 'mail_virus'],
    ['spam', 'mail_spam'],
    ['dmarc', 'mail_sender_unproven'],
  ])('is held against it where the verdict on %s is anything but PASS', (check, doubt) => {
    for (const status of ['FAIL', 'GRAY', 'PROCESSING_FAILED', 'DISABLED', 'pass', '']) {
      expect(doubtsOf({ [check]: status }), status).toEqual([doubt]);
    }
  });

  it('is held against it where nothing is said of DMARC', () => {
    expect(doubtsOf({ dmarc: undefined })).toEqual(['mail_sender_unproven']);
  });

  it('proves no author by SPF and DKIM of another domain', () => {
    expect(doubtsOf({ spf: 'PASS', dkim: 'PASS', dmarc: 'FAIL' })).toEqual([
      'mail_sender_unproven',
    ]);
  });

  it('proves the author by one of both that passes for the domain: forwarded mail fails SPF', () => {
    expect(doubtsOf({ spf: 'FAIL' })).toEqual([]);
  });

  it('is nothing of a mail where SES only sets up a rule', () => {
    const text = 'Successfully validated SNS topic for Amazon SES event publishing.';
    expect(readMailReceipt(text)).toBe('setup');
  });

  it.each([
    ['no JSON', 'hello'],
    ['another notification', JSON.stringify({ notificationType: 'Bounce' })],
    ['no verdict on viruses', receiptOf({ verdicts: { virus: undefined } })],
    ['no verdict on spam', receiptOf({ verdicts: { spam: undefined } })],
    ['another action', receiptOf({ action: { type: 'SNS' } })],
    ['no source before its name', receiptOf({ key: 'd6iitobk75ur44p8kdnnp7g2n800' })],
    ['another name than its own', receiptOf({ key: 'lab-mail/other' })],
    ['a way up', receiptOf({ messageId: '..', key: 'lab-mail/../x' })],
  ])('is not read where it has %s', (_, body) => {
    expect(readMailReceipt(body)).toBeUndefined();
  });
});
