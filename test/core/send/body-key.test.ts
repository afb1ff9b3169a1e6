import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { closeBody, newBodyKey, openBody } from '../../../lambdas/core/send/body-key.ts';
import fc from '../../support/properties.ts';

const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
const KEY = newBodyKey(random);
const PLAIN = Buffer.from('what was sent');

describe('a copy that is closed under the key of its message', () => {
  it('has 256 random bits for a key', () => {
    expect(Buffer.from(KEY, 'base64url')).toHaveLength(32);
    expect(newBodyKey(random)).not.toBe(KEY);
  });

  it('opens by it as it was', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (plain) => {
        expect(openBody(closeBody(plain, KEY, 'message'), KEY, 'message')).toEqual(
          Buffer.from(plain),
        );
      }),
    );
  });

  it('says nothing without it', () => {
    const closed = Buffer.from(closeBody(PLAIN, KEY, 'message'));
    expect(closed.includes(PLAIN)).toBe(false);
    expect(openBody(closed, newBodyKey(random), 'message')).toBeUndefined();
  });

  it('is of one use: what waits for review is not what is delivered', () => {
    expect(openBody(closeBody(PLAIN, KEY, 'held'), KEY, 'message')).toBeUndefined();
  });

  it('is the same for the same, and has nothing in common with another text under the key', () => {
    const [one, again] = [1, 2].map(() => Buffer.from(closeBody(PLAIN, KEY, 'message')));
    expect(one).toEqual(again);
    // Under one key stream the difference of two ciphertexts would be that of the texts.
    const other = Buffer.from(closeBody(Buffer.from('what was semt'), KEY, 'message'));
    const differing = one!.filter((byte, at) => byte !== other[at]);
    expect(differing.length).toBeGreaterThan(40);
  });

  it.each([
    [
      'an altered salt',
      (bytes: Buffer) => Buffer.concat([Buffer.of(bytes[0]! ^ 1), bytes.subarray(1)]),
    ],
    [
      'an altered end',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(bytes.at(-1)! ^ 1)]),
    ],
    ['what was cut short', (bytes: Buffer) => bytes.subarray(0, 40)],
    ['nothing', () => Buffer.alloc(0)],
    ['what was never closed', () => PLAIN],
  ])('does not open from %s', (_, alter) => {
    const closed = Buffer.from(closeBody(PLAIN, KEY, 'message'));
    expect(openBody(alter(closed), KEY, 'message')).toBeUndefined();
  });
});
