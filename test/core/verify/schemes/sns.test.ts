import { describe, expect, it } from 'vitest';
import { sns } from '../../../../lambdas/core/verify/schemes/sns.ts';
import { describeScheme } from '../common-rows.ts';
import { readVectors, verifyVector } from '../vectors.ts';

describeScheme(sns);

describe('the list of fields that SNS signs', () => {
  const given = readVectors('sns').cases.find(
    ({ expected, body }) => expected && body.includes('"Subject": "'),
  )!;
  const { Subject, MessageId, ...rest } = JSON.parse(given.body) as Record<string, string>;
  const withBody = (text: string) =>
    verifyVector(sns, given, { request: { body: Buffer.from(text) } });

  it('verifies with a subject', () => {
    expect(withBody(given.body)).toMatchObject({ kind: 'verified' });
  });

  it('is not read with the subject inside the id, which would be another delivery', () => {
    const joined = { ...rest, MessageId: `${MessageId}\nSubject\n${Subject}` };
    expect(withBody(JSON.stringify(joined))).toMatchObject({
      kind: 'refused',
      reason: 'signature_malformed',
    });
  });
});
