import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import type { Scheme } from '../../../lambdas/core/verify/scheme.ts';
import type { VerifyOutcome } from '../../../lambdas/core/verify/verify-webhook.ts';
import { readVectors, requestOf, secretsOf, verifyVector, type Vector } from './vectors.ts';

/** Milliseconds of work in which any request is answered, however large. */
const SOON = 1000;
const MEGABYTE = 1024 * 1024;

const reasonOf = (outcome: VerifyOutcome) =>
  outcome.kind === 'refused' ? outcome.reason : outcome.kind;

/**
 * The rows that every scheme has to pass, out of its case file: a new vendor needs the file and one call of this.
 * What only one vendor does is tested beside the call.
 */
export function describeScheme(scheme: Scheme): void {
  const file = readVectors(scheme.name);
  const { cases, header, otherSecret, coversBody } = file;
  const deliveries = cases.filter(
    ({ expected, answer, confirm }) => expected && answer === undefined && confirm === undefined,
  );
  const first = deliveries[0]!;

  describe(`vectors of ${scheme.name}`, () => {
    it.each(cases)('$id: accepted is $expected', (each) => {
      const outcome = verifyVector(scheme, each);
      if (!each.expected) {
        expect(outcome).toMatchObject({
          kind: 'refused',
          ...(each.reason !== undefined && { reason: each.reason }),
        });
      } else if (each.answer !== undefined) {
        expect(outcome).toEqual({ kind: 'answered', answer: each.answer });
      } else if (each.confirm !== undefined) {
        expect(outcome).toEqual({ kind: 'confirm', url: each.confirm });
      } else expect(reasonOf(outcome)).toBe('verified');
    });

    it('find a delivery that is sent again, and tell different ones apart', () => {
      const byName = new Map<string, Set<string>>();
      for (const each of deliveries) {
        if (each.delivery === undefined) continue;
        const keys = byName.get(each.delivery) ?? new Set();
        byName.set(each.delivery, keys.add(replayKey(scheme, each)));
      }
      const kinds = [...byName.values()].map((keys) => [...keys]);
      for (const keys of kinds) expect(keys).toHaveLength(1);
      expect(new Set(kinds.flat()).size).toBe(kinds.length);
      for (const key of kinds.flat()) expect(key.length).toBeLessThanOrEqual(256);
    });
  });

  describe(`a request by ${scheme.name}`, () => {
    it.runIf(otherSecret !== undefined)(
      'needs the right secret, and verifies by any of two',
      () => {
        const of = (secrets: readonly string[]) =>
          reasonOf(verifyVector(scheme, first, { secrets }));
        const [own = ''] = secretsOf(first);
        expect(of([own, otherSecret!])).toBe('verified');
        expect(of([otherSecret!, own])).toBe('verified');
        expect(of([otherSecret!])).toBe('signature_mismatch');
      },
    );

    it.runIf(otherSecret !== undefined)('is refused while there is none, or an empty one', () => {
      const [own = ''] = secretsOf(first);
      for (const secrets of [[], [''], [' \n'], ['\u200b\u2060'], ['\0\0'], [own, ''], ['', own]]) {
        expect(reasonOf(verifyVector(scheme, first, { secrets }))).toBe('secret_missing');
      }
    });

    it.runIf(coversBody)('is refused with any byte of its body changed', () => {
      for (const each of deliveries) {
        const { body } = requestOf(each);
        fc.assert(
          fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (position, flip) => {
            if (body.length === 0) return;
            const changed = Uint8Array.from(body);
            changed[position % body.length]! ^= flip;
            expect(refusedOrSame(scheme, each, changed)).toBe(true);
          }),
          { numRuns: 10 },
        );
      }
    });

    it.runIf(header !== undefined)('is refused without its header, and with an empty one', () => {
      const { [header!]: _, ...others } = first.headers;
      const of = (headers: Readonly<Record<string, string>>) =>
        reasonOf(verifyVector(scheme, first, { request: { headers } }));
      expect(of(others)).toBe('signature_missing');
      expect(of({ ...others, [header!]: '' })).toBe('signature_missing');
    });

    it.runIf(header !== undefined)(
      'is refused, and nothing breaks, whatever its header holds',
      () => {
        const own = first.headers[header!]!;
        const any = fc.oneof(
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc
            .tuple(fc.nat(own.length), fc.string({ minLength: 1, maxLength: 3 }))
            .map(([at, text]) => own.slice(0, at) + text + own.slice(at + text.length + 1)),
        );
        fc.assert(
          fc.property(any, (value) => {
            // White space around it never arrives, and a list that holds it among others is right.
            fc.pre(!value.toLowerCase().split(/\s+/).includes(own.toLowerCase()));
            const headers = { ...first.headers, [header!]: value };
            const outcome = verifyVector(scheme, first, { request: { headers } });
            expect(outcome.kind).toBe('refused');
          }),
        );
      },
    );

    it('never breaks the verifier, whatever its body holds', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isJson) => {
          const body = isJson ? Buffer.from(JSON.stringify([...bytes])) : bytes;
          verifyVector(scheme, first, { request: { body } });
        }),
      );
    });

    it.runIf(file.timed)(
      'is fresh for the tolerance in both directions, and no second longer',
      () => {
        const tolerances = [undefined, 10].map((given) => given ?? scheme.defaultToleranceSeconds!);
        for (const toleranceSeconds of tolerances) {
          const at = (offset: number) =>
            reasonOf(verifyVector(scheme, first, { now: first.now! + offset, toleranceSeconds }));
          expect(at(toleranceSeconds)).toBe('verified');
          expect(at(toleranceSeconds + 1)).toBe('timestamp_stale');
          expect(at(-toleranceSeconds)).toBe('verified');
          expect(at(-toleranceSeconds - 1)).toBe('timestamp_future');
        }
      },
    );

    it.runIf(scheme.answersGet !== true)('is refused by any other method than POST', () => {
      for (const method of ['GET', 'PUT', 'get', 'post', '']) {
        expect(reasonOf(verifyVector(scheme, first, { request: { method } }))).toBe(
          'method_not_accepted',
        );
      }
    });

    it('with a megabyte in every header, or ten thousand fields, is answered within a second', () => {
      const long = (text: string) => text.repeat(Math.ceil(MEGABYTE / text.length));
      const names = [...Object.keys(first.headers), ...(header === undefined ? [] : [header])];
      for (const text of ['a', ',', 't=1,', 'v1=0,', ' v1,AA==', '=', ' ', ';boundary=', '%']) {
        const headers = Object.fromEntries(
          names.map((name) => [name, `${first.headers[name] ?? ''}${long(text)}`]),
        );
        expectSoon(() => verifyVector(scheme, first, { request: { headers } }));
      }
      const part = '\r\n--b\r\ncontent-disposition: form-data; name="token"\r\n\r\n1';
      const bodies: readonly (readonly [string, string])[] = [
        ['application/x-www-form-urlencoded', 'token=1&'.repeat(10_000)],
        ['application/x-www-form-urlencoded', long('a&')],
        ['application/x-www-form-urlencoded', long('%')],
        ['multipart/form-data; boundary=b', part.repeat(10_000)],
        ['multipart/form-data; boundary=b', long('\r\n--b')],
        ['multipart/form-data; boundary=b', long('message-id: <')],
        ['application/json', `[${'{"id":1},'.repeat(10_000)}{}]`],
        ['application/json', long('[')],
        ['application/json', `{"signature":${long('{"signature":')}`],
      ];
      for (const [contentType, text] of bodies) {
        const headers = { ...first.headers, 'content-type': contentType };
        expectSoon(() =>
          verifyVector(scheme, first, { request: { headers, body: Buffer.from(text) } }),
        );
      }
      const url = `${first.url ?? 'https://gateway.example/x'}?${long('a=%2F&')}`;
      expectSoon(() => verifyVector(scheme, first, { request: { url } }));
    });
  });
}

/** Where there is no key, none is that of another. */
function replayKey(scheme: Scheme, given: Vector): string {
  const outcome = verifyVector(scheme, given);
  return outcome.kind === 'verified'
    ? (outcome.webhook.replayKey ?? `none ${String(performance.now())}`)
    : '';
}

/** A changed body may say the same in a form, such as `%2f` for `%2F`; then it is the same delivery. */
function refusedOrSame(scheme: Scheme, given: Vector, body: Uint8Array): boolean {
  const outcome = verifyVector(scheme, given, { request: { body } });
  return (
    outcome.kind === 'refused' ||
    (outcome.kind === 'verified' && outcome.webhook.replayKey === replayKey(scheme, given))
  );
}

/** By the processor's time, which other work on the machine does not lengthen. */
function expectSoon(work: () => unknown): void {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(SOON);
}
