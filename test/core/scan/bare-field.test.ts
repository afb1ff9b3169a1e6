import { describe, expect, it } from 'vitest';
import { isBareField } from '../../../lambdas/core/scan/bare-field.ts';

describe('a field that holds a few words and no sentence', () => {
  it.each(['', ' ', 'Roe', 'Mara Roe and Doe', ' Mara\tRoe\u00a0and\nDoe '])(
    '%j is one',
    (text) => {
      expect(isBareField(text, 'data')).toBe(true);
    },
  );
  it.each(['Mara Roe and Doe today', 'Mara. Roe', `Mara ${'o'.repeat(80)}`])(
    '%j is none',
    (text) => {
      expect(isBareField(text, 'data')).toBe(false);
    },
  );
  it('is none where the field is for prose, or has no name', () => {
    expect([isBareField('Mara', 'comment'), isBareField('Mara', undefined)]).toEqual([
      false,
      false,
    ]);
  });
});
