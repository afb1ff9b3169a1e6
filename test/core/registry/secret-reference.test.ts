import { describe, expect, it } from 'vitest';
import { secretProblems } from '../../../lambdas/core/registry/secret-reference.ts';
import { DESTINATION, KEY, SOURCE } from './samples.ts';

const ofSource = (change: object, prefix = 'cordon') =>
  secretProblems('source', { ...SOURCE, ...change }, prefix).map(({ field }) => field);
const ofDestination = (change: object) =>
  secretProblems('destination', { ...DESTINATION, ...change }, 'cordon').map(({ field }) => field);

describe('the name of a secret', () => {
  it.each(['cordon/source/stripe', 'cordon/source/meta/handshake', 'cordon/source/a.b_c+d=e@f-1'])(
    'of a source is %s',
    (secretRef) => {
      expect(ofSource({ secretRef, handshakeSecretRef: secretRef })).toEqual([]);
    },
  );

  it.each([
    'stripe',
    'cordon/source/',
    'cordon/source',
    'source/stripe',
    'Cordon/source/stripe',
    '/cordon/source/stripe',
    'cordon/destination/clinical/stripe',
    'cordon/sources/stripe',
    'other/source/stripe',
    'cordon/source/a b',
    'cordon/source/a*',
    'arn:aws:secretsmanager:us-east-1:123456789012:secret:cordon/source/stripe-AbCdEf',
    ' cordon/source/stripe',
  ])('of a source is not %j', (secretRef) => {
    expect(ofSource({ secretRef })).toEqual(['/secretRef']);
    expect(ofSource({ handshakeSecretRef: secretRef })).toEqual(['/handshakeSecretRef']);
  });

  it('of a source may be missing: the scheme says whether it has to be there', () => {
    const { secretRef: _, ...source } = SOURCE;
    expect(secretProblems('source', source, 'cordon')).toEqual([]);
  });

  it('begins with the prefix of the deployment', () => {
    expect(ofSource({ secretRef: 'acme/source/x' }, 'acme')).toEqual([]);
    expect(ofSource({ secretRef: 'cordon/source/x' }, 'acme')).toEqual(['/secretRef']);
  });

  it('of a destination is in the group of its lane', () => {
    expect(ofDestination({})).toEqual([]);
    expect(ofDestination({ lane: 'marketing' })).toEqual(['/secretRef']);
    const secretRef = 'cordon/destination/marketing/crm';
    expect(ofDestination({ secretRef })).toEqual(['/secretRef']);
    expect(ofDestination({ secretRef, lane: 'marketing' })).toEqual([]);
  });

  it('is told in words that say where to put it, and not what was written', () => {
    const [problem] = secretProblems('source', { ...SOURCE, secretRef: 'hunter2' }, 'cordon');
    expect(problem?.reason).toContain('cordon/source/NAME');
    expect(problem?.reason).not.toContain('hunter2');
  });

  it('is no matter of other entries', () => {
    expect(secretProblems('key', KEY, 'cordon')).toEqual([]);
  });
});
