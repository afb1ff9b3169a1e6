import { describe, expect, it } from 'vitest';
import { changedFields } from '../../../lambdas/core/registry/changed-fields.ts';

describe('the names of changed members', () => {
  it.each([
    [{ a: 1 }, { a: 1 }, []],
    [{ a: 1, b: 2 }, { b: 3, a: 1 }, ['b']],
    [undefined, { a: 1, b: { c: 2 } }, ['a', 'b']],
    [{ a: 1, b: { c: 2 } }, undefined, ['a', 'b']],
    [{ a: 1 }, { a: 1, b: undefined }, []],
    [{ baa: { from: 1, to: 2 } }, { baa: { from: 1, to: 3 } }, ['baa.to']],
    [{ list: [1, 2] }, { list: [2, 1] }, ['list']],
    [{ list: [{ a: 1 }] }, { list: [{ a: 1 }] }, []],
    [{ a: { b: { c: { d: { e: 1 } } } } }, { a: { b: { c: { d: { e: 2 } } } } }, ['a.b.c']],
    [{ a: null }, { a: {} }, ['a']],
    [{ a: [] }, { a: {} }, ['a']],
  ])('from %j to %j are %j', (before, after, names) => {
    expect(changedFields(before, after)).toEqual(names);
  });

  it('never repeat a name that no schema has given', () => {
    const before = { notes: { 'jane.roe@example.org': 1 } };
    expect(changedFields(before, { notes: { 'jane.roe@example.org': 2 } })).toEqual(['notes']);
    expect(changedFields({}, { 'jane.roe@example.org': 1 })).toEqual([]);
  });
});
