import fc from '../../support/properties.ts';
import { expect } from 'vitest';
import type { Dialect } from '../../../lambdas/core/send/dialect.ts';
import { dialectRequest } from './messages.ts';

/** Stands for content: no answer may repeat it, whatever place of a request it stood in. */
export const CANARY = 'Zebediah-Quill';
const CANARY_NUMBER = 42_424_242_424;

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Path = readonly (string | number)[];

/** Every place in a JSON value. */
function placesOf(value: Json, at: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [at];
  const members = Array.isArray(value) ? value.entries() : Object.entries(value);
  return [at, ...[...members].flatMap(([name, member]) => placesOf(member, [...at, name]))];
}

/** A copy with one place changed. */
function changeAt(value: Json, [name, ...rest]: Path, change: (old: Json) => Json): Json {
  if (name === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((member, index) => (index === name ? changeAt(member, rest, change) : member));
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === name ? changeAt(member, rest, change) : member,
    ]),
  );
}

const FAULTS: readonly ((old: Json) => Json)[] = [
  () => CANARY,
  () => `${CANARY}\r\nBcc: ${CANARY}@evil.example`,
  () => CANARY.repeat(200),
  () => CANARY_NUMBER,
  () => [CANARY],
  () => ({ [CANARY]: CANARY }),
  () => ({ address: CANARY, email: CANARY, name: CANARY, [CANARY]: 1 }),
  () => [{ [CANARY]: { [CANARY]: CANARY_NUMBER } }],
  (old) => (isObject(old) ? { ...old, [CANARY]: CANARY } : { [CANARY]: [old] }),
  (old) => (isObject(old) ? { ...old, [CANARY]: CANARY_NUMBER } : null),
  (old) => (isObject(old) ? { ...old, [`${CANARY}\n: /~`]: null } : CANARY),
];

function isObject(value: Json): value is Record<string, Json> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Plants the canary in every place of a request, in every way, and reads each answer. */
export function expectNoEcho(dialect: Dialect, valid: object, malformedStatus = 400): void {
  const request = JSON.parse(JSON.stringify(valid)) as Json;
  expect(dialect.parse(dialectRequest(request)).kind).toBe('messages');
  let malformed = 0;
  const check = (body: unknown): void => {
    const parsed = dialect.parse(dialectRequest(body));
    if (parsed.kind !== 'malformed') return;
    malformed += 1;
    expect(parsed.problems.length).toBeGreaterThan(0);
    const { status, headers, body: answer } = dialect.render(parsed, []);
    expect(status).toBe(malformedStatus);
    const said = JSON.stringify([headers, answer, parsed.problems]);
    expect(said).not.toContain(CANARY);
    expect(said).not.toContain(String(CANARY_NUMBER));
  };
  const places = placesOf(request);
  for (const place of places) {
    for (const fault of FAULTS) check(changeAt(request, place, fault));
  }
  expect(malformed).toBeGreaterThan(places.length * 2);

  const fault = fc.record({ place: fc.constantFrom(...places), how: fc.constantFrom(...FAULTS) });
  fc.assert(
    fc.property(fc.array(fault, { minLength: 2, maxLength: 4 }), (faults) => {
      check(faults.reduce((body, { place, how }) => changeAt(body, place, how), request));
    }),
  );
  const source = JSON.stringify(request);
  fc.assert(
    fc.property(fc.nat({ max: source.length }), (cut) => {
      check(`${source.slice(0, cut)}${CANARY}${source.slice(cut)}`);
      check(`${source.slice(0, cut)}${CANARY}`);
    }),
  );
}
