import { describe, expect, it } from 'vitest';
import { RenderBudget } from '../../../lambdas/core/template/render-budget.ts';
import { renderTemplate, unreadableParts } from '../../../lambdas/core/template/render-template.ts';
import { htmlOf, renderHtml } from './rendering.ts';

const DATA = {
  name: '<Reader & "co">',
  zero: 0,
  no: false,
  yes: true,
  none: null,
  list: [{ x: 1 }, { x: 2 }],
  nested: { one: 1, two: 'zwei' },
  word: 'autumn',
};

describe('a template in Handlebars', () => {
  it.each([
    ['escapes a value', '{{name}}', '&lt;Reader &amp; &quot;co&quot;&gt;'],
    ['leaves three braces as they are', '{{{name}}} {{&name}}', `${DATA.name} ${DATA.name}`],
    ['takes a path', '{{nested.two}} {{list.1.x}} {{list.[0].x}}', 'zwei 2 1'],
    ['shows nothing for what is not there', '[{{absent}}{{absent.too}}{{none}}]', '[]'],
    ['shows false and zero', '{{no}} {{zero}}', 'false 0'],
    ['takes zero, nothing and an empty text for no', '{{#if zero}}a{{else}}b{{/if}}', 'b'],
    ['counts zero where it is told to', '{{#if zero includeZero=true}}a{{else}}b{{/if}}', 'a'],
    ['goes on with else if', '{{#if no}}a{{else if yes}}b{{else}}c{{/if}}', 'b'],
    ['takes unless', '{{#unless no}}a{{/unless}}', 'a'],
    ['loops', '{{#each list}}{{@index}}={{x}}{{#unless @last}},{{/unless}}{{/each}}', '0=1,1=2'],
    ['loops over members', '{{#each nested}}{{@key}}={{this}};{{/each}}', 'one=1;two=zwei;'],
    ['says what is there instead of a loop', '{{#each absent}}a{{else}}b{{/each}}', 'b'],
    ['goes up', '{{#each list}}{{../word}}{{/each}}', 'autumnautumn'],
    ['goes into', '{{#with nested}}{{two}} {{../word}}{{/with}}', 'zwei autumn'],
    ['knows the root', '{{#with nested}}{{@root.word}}{{/with}}', 'autumn'],
    ['reads a section', '{{#list}}{{x}}{{/list}}{{^absent}}none{{/absent}}', '12none'],
    ['keeps comments to itself', 'a{{! one }}{{!-- {{two}} --}}b', 'ab'],
    ['takes out the line of a lone tag', 'a\n{{#if yes}}\nb\n{{/if}}\nc', 'a\nb\nc'],
    ['takes out white space where told to', 'a {{~word~}} b', 'aautumnb'],
    ['leaves an escaped tag', '\\{{word}}', '{{word}}'],
    ['shows its own partial', '{{#* inline "p"}}[{{word}}]{{/inline}}{{> p}}', '[autumn]'],
    ['compares', '{{#equals word "autumn"}}a{{else}}b{{/equals}}', 'a'],
    ['compares a number with its digits', '{{#equals zero "0"}}a{{/equals}}', 'a'],
    ['compares for difference', '{{#notEquals word "spring"}}a{{/notEquals}}', 'a'],
    ['compares numbers', '{{#greaterThan nested.one 0}}a{{/greaterThan}}', 'a'],
    ['compares the other way', '{{#lessThan nested.one 0}}a{{else}}b{{/lessThan}}', 'b'],
    ['asks for both', '{{#and yes word}}a{{/and}}{{#and yes no}}b{{/and}}', 'a'],
    ['asks for one', '{{#or no word}}a{{/or}}{{#or no none}}b{{/or}}', 'a'],
    ['counts', '{{length list}}{{#if (greaterThan (length list) 1)}}+{{/if}}', '2+'],
    ['inserts', '{{insert word "default=x"}} {{insert absent "default=x"}}', 'autumn x'],
    [
      'tells a date',
      '{{formatDate "2026-03-01T15:04:05Z" "MMMM DD, YYYY h:mm A"}}',
      'March 01, 2026 3:04 PM',
    ],
    [
      'tells it elsewhere',
      '{{formatDate "2026-03-01T23:30:00Z" "DDDD HH:mm Z" "+0200"}}',
      'Monday 01:30 +02:00',
    ],
  ])('%s', (_what, template, expected) => {
    expect(htmlOf(template, DATA)).toBe(expected);
  });

  it('escapes nothing in text and subject', () => {
    const parts = { syntax: 'handlebars', subject: '{{name}}', text: '{{name}}' } as const;
    const rendered = renderTemplate(parts, {
      ...{ data: DATA, isStrict: false, budget: new RenderBudget() },
    });
    expect(rendered).toMatchObject({ texts: { subject: DATA.name, text: DATA.name } });
  });

  it('where every name must be there says which is not', () => {
    expect(renderHtml('{{word}} {{nested.three}}', DATA, { isStrict: true })).toEqual({
      kind: 'failed',
      part: 'html',
      failure: { kind: 'missing', name: 'nested.three' },
    });
  });

  it.each([
    ['a partial from elsewhere', '{{> header}}'],
    ['a partial that is computed', '{{> (lookup . "p")}}'],
    ['a partial with a body', '{{#> layout}}x{{/layout}}'],
    ['a helper that is not there', '{{upper word}}'],
    ['lookup, which computes names', '{{lookup nested word}}'],
    ['log', '{{log word}}'],
    ['a block helper that is not there', '{{#repeat 3}}x{{/repeat}}'],
    ['a decorator', '{{* x}}'],
    ['names for the values of a block', '{{#each list as |one|}}{{one}}{{/each}}'],
    ['an option', '{{#each list limit=3}}x{{/each}}'],
    ['a raw block', '{{{{raw}}}}{{x}}{{{{/raw}}}}'],
    ['a helper with too many values', '{{length list list}}'],
    ['a literal as a name', '{{"word"}}'],
    ['an end that is missing', 'a\n{{#if word}}b'],
    ['an end that is too many', '{{/if}}'],
    ['another end', '{{#if word}}{{/each}}'],
    ['half a tag', 'a {{word'],
    ['an @ that is not there', '{{@content}}'],
  ])('with %s is refused, without a word of it', (_what, template) => {
    const found = unreadableParts({ syntax: 'handlebars', html: template });
    expect(found.map(({ part }) => part)).toEqual(['html']);
    expect(found[0]?.reason).not.toMatch(/word|layout|upper|repeat/);
  });
});

describe('a template in Mustachio', () => {
  const company = {
    company_name: 'ACME',
    ceo: { last_name: 'Smith', products: [{ name: 'anvil' }] },
    employees: [{ name: 'W' }, { name: 'R' }],
    yes: true,
    empty: {},
  };

  it.each([
    ['goes into a section', '{{#ceo}}{{last_name}} {{../company_name}}{{/ceo}}', 'Smith ACME'],
    ['loops', '{{#each employees}}{{name}};{{/each}}', 'W;R;'],
    [
      'has the list between an entry and what has it',
      '{{#each ceo.products}}{{name}} {{../../last_name}}{{/each}}',
      'anvil Smith',
    ],
    [
      'loops over what it stands in',
      '{{#employees}}<ul>{{#each .}}{{name}}{{/each}}</ul>{{/employees}}',
      '<ul>WR</ul>',
    ],
    ['shows the other part', '{{^absent}}none{{/absent}}{{^empty}}empty{{/empty}}', 'noneempty'],
    ['escapes, and does not with three braces', '{{{company_name}}}{{company_name}}', 'ACMEACME'],
    ['stays where it is at the outermost', '{{../../company_name}}', 'ACME'],
    ['writes booleans as Postmark does, and objects not at all', '{{yes}}{{ceo}}', 'True'],
    ['keeps white space', 'a\n{{#yes}}\nb\n{{/yes}}', 'a\n\nb\n'],
  ])('%s', (_what, template, expected) => {
    expect(htmlOf(template, company, { syntax: 'mustachio' })).toBe(expected);
  });

  it('refuses to loop over what is no list, as Postmark does', () => {
    expect(renderHtml('{{#each ceo}}x{{/each}}', company, { syntax: 'mustachio' })).toEqual({
      ...{ kind: 'failed', part: 'html', failure: { kind: 'no_list', name: 'ceo' } },
    });
  });

  it.each([
    ['if', '{{#if yes}}x{{/if}}'],
    ['else', '{{#yes}}a{{else}}b{{/yes}}'],
    ['a helper', '{{insert yes "x"}}'],
    ["Postmark's own links", '{{{pm:unsubscribe}}}'],
    ['a layout', '{{{@content}}}'],
    ['a partial', '{{> x}}'],
  ])('with %s is refused', (_what, html) => {
    expect(unreadableParts({ syntax: 'mustachio', html })).toHaveLength(1);
  });
});
