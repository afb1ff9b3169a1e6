import { describe, expect, it } from 'vitest';
import type { Person } from '../../lambdas/core/people/person.ts';
import { createRecipientFacts } from '../../lambdas/pipeline/recipient-facts.ts';
import { idOf, INDEX, NOW, person } from '../core/people/samples.ts';

/** People by their keys, and what is read of them, in order. */
function world(people: readonly Person[]) {
  const reads: string[] = [];
  const facts = createRecipientFacts({
    index: { of: async () => INDEX },
    people: {
      async of() {
        reads.push('links');
        return people.map(({ id }) => id);
      },
      async person(key) {
        reads.push('person');
        return people.find(({ id }) => id === key);
      },
    },
    clock: { now: () => NOW, monotonic: () => 0 },
  });
  const ask = () =>
    facts.of({
      address: 'jane@example.com',
      channel: 'email',
      purpose: 'marketing',
      entityId: 'general-hospital',
      exception: 'none',
      remuneration: 'none',
    });
  return { reads, ask };
}

describe('whoever asks about a recipient', () => {
  it('is told as slowly of nobody as of somebody, so that the time tells nothing', async () => {
    const nobody = world([]);
    const somebody = world([person()]);
    expect(await nobody.ask()).toMatchObject({ consent: 'not_asked' });
    expect(await somebody.ask()).toMatchObject({ consent: 'not_asked', person: person().id });
    expect(nobody.reads).toEqual(somebody.reads);
  });

  it('is told nothing of a person of another covered entity', async () => {
    const other = world([person({ id: idOf('prs', 'other'), entityId: 'other-hospital' })]);
    expect(await other.ask()).toMatchObject({ consent: 'unknown' });
  });
});
