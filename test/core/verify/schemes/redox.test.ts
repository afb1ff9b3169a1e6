import { describe, expect, it } from 'vitest';
import type { Verification } from '../../../../lambdas/core/verify/scheme.ts';
import { redox } from '../../../../lambdas/core/verify/schemes/redox.ts';
import { describeScheme } from '../common-rows.ts';
import { request, verifyWith } from '../signed-request.ts';

describeScheme(redox);

const TOKEN = 'a verification token';

function verifyBody(body: object, headers: Readonly<Record<string, string>> = {}): Verification {
  return verifyWith(redox, request(headers, JSON.stringify(body)), [TOKEN]);
}

describe('a challenge of Redox', () => {
  const CHALLENGE = { 'verification-token': TOKEN, challenge: '2e73f864' };
  const answered = { kind: 'answered', answer: { body: '2e73f864' } };

  it('is answered whether its token also stands in a header or not', () => {
    expect(verifyBody(CHALLENGE)).toMatchObject(answered);
    expect(verifyBody(CHALLENGE, { 'verification-token': TOKEN })).toMatchObject(answered);
  });

  it('needs each token to be right', () => {
    const other = { ...CHALLENGE, 'verification-token': 'another' };
    for (const outcome of [
      verifyBody(other, { 'verification-token': TOKEN }),
      verifyBody(CHALLENGE, { 'verification-token': 'another' }),
    ]) {
      expect(outcome).toMatchObject({ kind: 'refused', reason: 'signature_mismatch' });
    }
  });

  it('is none in a message that has a member of that name', () => {
    const headers = { 'verification-token': TOKEN };
    expect(verifyBody({ challenge: 'x', Meta: {} }, headers)).toMatchObject({ kind: 'verified' });
  });
});

describe('a message of Redox', () => {
  const META = {
    ...{ DataModel: 'PatientAdmin', EventType: 'Arrival', Message: { ID: 5565 } },
    Transmission: { ID: 12414 },
  };
  const keyOf = (change: object, rest: object = {}) => {
    const body = { Meta: { ...META, ...change }, ...rest };
    const outcome = verifyBody(body, { 'verification-token': TOKEN });
    return outcome.kind === 'verified' ? outcome.replayKey : undefined;
  };

  it('is the same by its ids, whatever else it says', () => {
    expect(keyOf({}, { Patient: {} })).toBe(keyOf({}));
  });

  it.each([
    ['message', { Message: { ID: 5566 } }],
    ['transmission', { Transmission: { ID: 1 } }],
    ['data model', { DataModel: 'Results' }],
    ['type of event', { EventType: 'Discharge' }],
  ])('is another with another %s', (_, change) => {
    expect(keyOf(change)).not.toBe(keyOf({}));
  });
});
