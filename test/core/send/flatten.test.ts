import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { flatten, mergeEntries } from '../../../lambdas/core/send/flatten.ts';

describe('flattening JSON', () => {
  it('gives every scalar by its path', () => {
    expect(flatten({ a: 'x', b: { c: 5, d: [true, null, { e: 'y' }] } })).toEqual({
      a: 'x',
      'b.c': '5',
      'b.d.0': 'true',
      'b.d.2.e': 'y',
    });
    expect(flatten({ a: 'x' }, 'root')).toEqual({ 'root.a': 'x' });
  });

  it('keeps both values where two paths look alike', () => {
    expect(Object.values(flatten({ 'a.b': 'first', a: { b: 'second' } }))).toEqual([
      'first',
      'second',
    ]);
    expect(Object.values(mergeEntries({ a: 'first' }, { a: 'second', b: 'third' }))).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  it('keeps a member called __proto__', () => {
    const flat = flatten(JSON.parse('{"__proto__":{"name":"x"},"constructor":"y"}') as object);
    expect(Object.entries(flat)).toEqual([
      ['__proto__.name', 'x'],
      ['constructor', 'y'],
    ]);
    const top = flatten(JSON.parse('{"__proto__":"x"}') as object);
    expect(Object.entries(top)).toEqual([['__proto__', 'x']]);
  });

  it('loses no name and no value, whatever the shape', () => {
    fc.assert(
      fc.property(
        fc.object({ maxDepth: 6, maxKeys: 6, values: [fc.string(), fc.nat()] }),
        (value) => {
          const flat = flatten(value);
          const said = JSON.stringify(Object.entries(flat));
          for (const name of namesIn(value))
            expect(said).toContain(JSON.stringify(name).slice(1, -1));
        },
      ),
    );
  });

  it('keeps what is nested too deeply as JSON text', () => {
    let value: object = { deepest: 'Jane' };
    for (let level = 0; level < 50; level += 1) value = { a: value };
    const flat = Object.entries(flatten(value));
    expect(flat).toHaveLength(1);
    expect(flat[0]![1]).toContain('"deepest":"Jane"');
  });

  it('keeps a long name in the text and not in the paths below it', () => {
    const name = 'Jane '.repeat(200_000);
    const members = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [String(n), '']));
    const flat = Object.entries(flatten({ [name]: members }));
    expect(flat).toHaveLength(1);
    expect(flat[0]![0].length).toBeLessThanOrEqual(128);
    expect(flat[0]![1]).toContain('Jane Jane');
  });

  it('gathers what is more than a thousand members in one', () => {
    const many = Object.fromEntries(
      Array.from({ length: 200_000 }, (_, n) => [`k${String(n)}`, `v${String(n)}`]),
    );
    const flat = flatten(many);
    expect(Object.keys(flat)).toHaveLength(1001);
    expect(flat['(more)']).toContain('k199999\nv199999');
  });
});

function namesIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') {
    return typeof value === 'string' ? [value] : [];
  }
  return Object.entries(value).flatMap(([name, member]) => {
    // A name shows in the path of what stands below it; an empty object says nothing.
    const below = namesIn(member);
    const scalar = member === null || typeof member !== 'object';
    return below.length > 0 || (scalar && member !== null) ? [...below, name] : below;
  });
}
