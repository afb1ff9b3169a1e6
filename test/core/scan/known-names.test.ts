import { describe, expect, it } from 'vitest';
import { ofKnownNames } from '../../../lambdas/core/scan/known-names.ts';

const counting = (): { readonly asked: string[]; readonly say: (name: string) => string } => {
  const asked: string[] = [];
  return { asked, say: ofKnownNames((name) => (asked.push(name), name.toUpperCase())) };
};

describe('What is known of the names of fields', () => {
  it('is asked once of each name', () => {
    const { asked, say } = counting();
    expect([say('dob'), say('mrn'), say('dob')]).toEqual(['DOB', 'MRN', 'DOB']);
    expect(asked).toEqual(['dob', 'mrn']);
  });

  it('is asked once where the answer is that there is none', () => {
    let asked = 0;
    const say = ofKnownNames((): string | undefined => {
      asked += 1;
      return undefined;
    });
    expect([say('a'), say('a'), asked]).toEqual([undefined, undefined, 1]);
  });

  it('is not kept of a name that is longer than names are', () => {
    const { asked, say } = counting();
    const long = 'x'.repeat(129);
    expect([say(long), say(long)]).toEqual([long.toUpperCase(), long.toUpperCase()]);
    expect(asked).toHaveLength(2);
  });

  it('is kept of so many names and no more, whatever a sender writes', () => {
    const { asked, say } = counting();
    for (let name = 0; name < 2001; name++) say(`f${name}`);
    say('f2000');
    expect(asked).toHaveLength(2001);
    say('f0');
    expect(asked).toHaveLength(2002);
  });
});
