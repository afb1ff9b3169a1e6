import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newMessageId, randomId } from '../../../lambdas/core/message/ids.ts';
import { messageKey } from '../../../lambdas/core/message/message-key.ts';

const random = { bytes: (count: number) => randomBytes(count) };
const fixed = (value: number) => ({ bytes: (count: number) => new Uint8Array(count).fill(value) });

describe('a random id', () => {
  it('is 26 characters of an alphabet that is safe in URLs, headers and file names', () => {
    for (let round = 0; round < 500; round += 1) {
      expect(randomId(random)).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
    }
    expect(newMessageId(random)).toMatch(/^msg_[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it('uses five bits of every byte: each letter appears, each byte counts', () => {
    const letters = new Set(Array.from({ length: 32 }, (_, value) => randomId(fixed(value))[0]));
    expect(letters.size).toBe(32);
    expect(randomId(fixed(33))).toBe(randomId(fixed(1)));
    for (let place = 0; place < 26; place += 1) {
      const bytes = new Uint8Array(26);
      bytes[place] = 1;
      expect(randomId({ bytes: () => bytes })).not.toBe(randomId(fixed(0)));
    }
  });

  it('is never made twice', () => {
    const ids = new Set(Array.from({ length: 5000 }, () => newMessageId(random)));
    expect(ids.size).toBe(5000);
  });
});

describe('the key of an inbound message', () => {
  it('is the same for a repeat and differs by source and by delivery', () => {
    expect(messageKey('intake', 'msg_1')).toBe(messageKey('intake', 'msg_1'));
    expect(messageKey('intake', 'msg_1')).not.toBe(messageKey('other', 'msg_1'));
    expect(messageKey('intake', 'msg_1')).not.toBe(messageKey('intake', 'msg_2'));
  });

  it('does not let a source and a replay key run into each other', () => {
    expect(messageKey('intake', '2msg')).not.toBe(messageKey('intake2', 'msg'));
  });

  it('is a digest that shows neither', () => {
    expect(messageKey('intake', 'jane.doe@mail.example')).toMatch(/^[0-9a-f]{64}$/);
  });
});
