import { describe, expect, it } from 'vitest';
import { mailHead, MAX_MAIL_HEAD } from '../../../lambdas/core/receive/mail-head.ts';

describe('the header of a mail', () => {
  it.each([
    ['CR and LF', 'From: a\r\nTo: b\r\n\r\nbody\r\n\r\nmore', 'From: a\r\nTo: b\r\n\r\n'],
    ['LF alone', 'From: a\nTo: b\n\nbody', 'From: a\nTo: b\n\n'],
    ['no body', 'From: a\r\n', 'From: a\r\n'],
    ['letters before the end', 'From: \u00e9\r\n\r\nbody', 'From: \u00e9\r\n\r\n'],
  ])('ends with the empty line, with %s', (_, mail, head) => {
    expect(Buffer.from(mailHead(Buffer.from(mail))).toString()).toBe(head);
  });

  it('is cut where it does not end', () => {
    expect(mailHead(Buffer.alloc(MAX_MAIL_HEAD + 1, 'a'))).toHaveLength(MAX_MAIL_HEAD);
  });
});
