import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  type AddressKind,
  mainAddressOf,
  normalizeAddress,
} from '../../../lambdas/core/people/address.ts';

const read = (kind: AddressKind, text: string) => normalizeAddress(kind, text)?.value;

describe('an address', () => {
  it.each([
    ['email', 'Jane.Roe@Example.COM', 'jane.roe@example.com'],
    ['email', '  jane@example.com ', 'jane@example.com'],
    ['email', 'jane@bücher.example', 'jane@xn--bcher-kva.example'],
    ['email', 'jane@example.com.', 'jane@example.com'],
    ['email', 'jane+news@example.com', 'jane+news@example.com'],
    // Letters that look and mean the same (RFC 8264, 5.2.1; UAX 15).
    ['email', 'ｊａｎｅ@example.com', 'jane@example.com'],
    ['email', 'jane＠example.com', 'jane@example.com'],
    ['phone', '(202) 555-0123', '+12025550123'],
    ['phone', '+1 202 555 0123', '+12025550123'],
    ['phone', '1-202-555-0123', '+12025550123'],
    ['phone', 'tel:+12025550123', '+12025550123'],
    ['phone', 'whatsapp:+12025550123', '+12025550123'],
    ['phone', '+44 20 7946 0958', '+442079460958'],
    ['device', 'ExponentPushToken[abcDEF]', 'ExponentPushToken[abcDEF]'],
    ['handle', '@JaneRoe', 'janeroe'],
    ['record', 'MRN 55-18820', '5518820'],
    ['record', 'mrn5518820', '5518820'],
    ['record', 'Record No. 5518820', '5518820'],
    ['record', 'A-77/12', 'a7712'],
  ] as const)('%s %s is looked up as %s', (kind, text, value) => {
    expect(read(kind, text)).toBe(value);
  });

  it.each([
    ['email', 'jane'],
    ['email', '@example.com'],
    ['email', 'jane@localhost'],
    ['email', 'jane@127.0.0.1'],
    ['email', 'jane@example.com, joe@example.com'],
    ['email', 'jane@exa mple.com'],
    ['email', 'jane@example.com/x'],
    ['email', 'jane@user:pw@example.com:80'],
    ['email', `${'j'.repeat(65)}@example.com`],
    // What nobody sees would make another address of it, of which nobody knows anything.
    ['email', 'ja\u200bne@example.com'],
    ['email', '\u202ejane@example.com'],
    ['email', 'jane\u00ad@example.com'],
    ['email', 'jane\ufe0f@example.com'],
    ['email', 'jane\u{e0001}@example.com'],
    ['handle', 'jane\u200droe'],
    ['phone', '555-0123'],
    ['phone', '911'],
    ['phone', 'call me'],
    ['phone', '+1 202 555 0123 ext. 9'],
    ['phone', '1'.repeat(60)],
    ['device', 'two words'],
    ['device', ''],
    ['handle', '@'],
    ['endpoint', 'x'.repeat(513)],
    ['record', 'unknown'],
    ['record', '5518820, 5518821'],
    ['record', '55\u200b18820'],
    ['record', '5'.repeat(65)],
  ] as const)('%s "%s" is none', (kind, text) => {
    expect(read(kind, text)).toBeUndefined();
  });

  it.each([
    ['jane+news@example.com', 'jane@example.com'],
    ['jane+a+b@example.com', 'jane@example.com'],
    ['jane@example.com', undefined],
    ['+jane@example.com', undefined],
  ])('%s is a subaddress of %s (RFC 5233)', (text, main) => {
    expect(mainAddressOf(normalizeAddress('email', text)!)?.value).toBe(main);
  });

  it('of another kind than mail has no subaddresses', () => {
    expect(mainAddressOf(normalizeAddress('phone', '+12025550123')!)).toBeUndefined();
  });

  it('read twice is the same as read once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('email', 'phone', 'device', 'handle', 'endpoint', 'record'),
        fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.emailAddress()),
        (kind, text) => {
          const once = read(kind, text);
          return once === undefined || read(kind, once) === once;
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of mail is found however its letters are written', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        expect(read('email', text.toUpperCase())).toBe(read('email', text));
      }),
    );
  });
});
