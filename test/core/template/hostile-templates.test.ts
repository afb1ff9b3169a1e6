import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { RenderBudget } from '../../../lambdas/core/template/render-budget.ts';
import { renderTemplate, unreadableParts } from '../../../lambdas/core/template/render-template.ts';
import { htmlOf, renderHtml } from './rendering.ts';

const MEGABYTE = 1_000_000;
const numbers = Array.from({ length: 1000 }, (_, index) => index);

describe('a hostile template', () => {
  it.each([
    ['constructor', '{{constructor}}{{constructor.name}}{{name.constructor.name}}'],
    ['__proto__', '{{__proto__}}{{__proto__.toString}}{{name.__proto__.length}}'],
    ['prototype', '{{prototype}}'],
    ['what objects inherit', '{{toString}}{{hasOwnProperty}}{{valueOf.name}}'],
    ['what lists inherit', '{{list.map}}{{list.push.length}}'],
    ['what texts inherit', '{{name.trim}}{{name.at}}'],
    ['what the parser knows', '{{this.constructor}}{{@root.__proto__}}{{../__proto__}}'],
  ])('shows nothing of %s', (_what, template) => {
    expect(htmlOf(template, { name: 'a', list: [1] })).toBe('');
  });

  it('shows nothing of such names where data has them of its own', () => {
    const data: unknown = JSON.parse('{"__proto__":{"a":"b"},"constructor":{"name":"c"}}');
    expect(htmlOf('{{__proto__.a}}{{constructor.name}}{{a}}', data)).toBe('');
    expect(htmlOf('{{toString}}', JSON.parse('{"toString":"mine"}'))).toBe('mine');
  });

  it.each<[string, string, unknown, string]>([
    [
      'loops in loops',
      '{{#each l}}{{#each ../l}}{{#each ../../l}}{{/each}}{{/each}}{{/each}}',
      { l: numbers },
      'too_much',
    ],
    [
      'a long value in a loop',
      '{{#each l}}{{../v}}{{/each}}',
      { l: numbers, v: 'x'.repeat(MEGABYTE) },
      'too_long',
    ],
    ['a value of more than a megabyte', '{{v}}', { v: '&'.repeat(MEGABYTE + 1) }, 'too_long'],
    ['a value that is longer once it is escaped', '{{v}}', { v: '&'.repeat(MEGABYTE) }, 'too_long'],
    [
      'a list that is printed in a loop',
      '{{#each l}}{{../l}}{{/each}}',
      { l: numbers.map(() => numbers) },
      'too_long',
    ],
    [
      'a partial that shows itself',
      '{{#* inline "p"}}{{> p}}{{> p}}{{/inline}}{{> p}}',
      {},
      'too_much',
    ],
  ])('ends with %s', (_what, template, data, kind) => {
    expect(renderHtml(template, data)).toMatchObject({ kind: 'failed', failure: { kind } });
  });

  it('has the steps of one request, however many messages it makes', () => {
    const budget = new RenderBudget(1000);
    const parts = { syntax: 'handlebars', text: '{{#each l}}x{{/each}}' } as const;
    const render = () => renderTemplate(parts, { data: { l: numbers }, isStrict: false, budget });
    expect([render(), render()].map(({ kind }) => kind)).toContain('failed');
  });

  it.each([
    ['blocks in blocks', '{{#if x}}'.repeat(40) + '{{/if}}'.repeat(40)],
    ['a chain of else if', `{{#if x}}${'{{else if x}}'.repeat(1000)}{{/if}}`],
    [
      'a chain that hides behind comments',
      `{{#if x}}${'{{!-- }}{{/if}} --}}{{else if x}}'.repeat(1000)}{{/if}}`,
    ],
    [
      'a chain that hides behind a comment that ends at once',
      `{{#if x}}${'{{!--}}{{else if x}}{{!----}}'.repeat(1000)}{{/if}}`,
    ],
    [
      'a chain that hides behind escaped ends',
      `{{#if x}}${'\\{{/if}}{{else if x}}'.repeat(1000)}{{/if}}`,
    ],
    [
      'a chain that hides behind texts',
      `{{#if x}}${'{{insert "}}{{/if}}"}}{{else if x}}'.repeat(1000)}{{/if}}`,
    ],
    ['a chain of tildes', `{{#if x}}${'{{~else if x~}}'.repeat(1000)}{{/if}}`],
    ['a chain of carets', `{{#if x}}${'{{^if x}}'.repeat(1000)}{{/if}}`],
    ['brackets in brackets', `{{#if ${'(and x '.repeat(50)}x${')'.repeat(50)}}}{{/if}}`],
    ['very many tags', '{{x}}'.repeat(5001)],
    ['a very long tag', `{{${'x'.repeat(100_000)}}}`],
    ['a very long text in a tag', `{{insert "${'\\"'.repeat(100_000)}`],
    ['a path of very many names', `{{x${'.x'.repeat(100)}}}`],
    ['tags that never end', '{{'.repeat(4000)],
    ['comments that never end', '{{!'.repeat(60_000)],
  ])('is refused at once with %s', (_what, html) => {
    const before = process.cpuUsage().user;
    expect(unreadableParts({ syntax: 'handlebars', html })).toHaveLength(1);
    expect((process.cpuUsage().user - before) / 1000).toBeLessThan(1500);
  });

  it('is refused or filled in, whatever it is', () => {
    const piece = fc.constantFrom(
      ...['{{', '}}', '{{{', '}}}', '{{#', '{{/', '{{^', '{{!--', '--}}', '{{else}}', '{{>', '"'],
      ...[
        'if x',
        'each x',
        'x',
        '~',
        '(',
        ')',
        '|',
        '[',
        ']',
        '.',
        '../',
        '@',
        '\\',
        '\n',
        ' ',
        '=',
      ],
    );
    const syntax = fc.constantFrom('handlebars' as const, 'mustachio' as const);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), syntax, (pieces, language) => {
        const { kind } = renderHtml(pieces.join(''), { x: [{ x: 1 }] }, { syntax: language });
        expect(['rendered', 'failed', 'unreadable']).toContain(kind);
      }),
      { numRuns: 500 },
    );
  });
});
