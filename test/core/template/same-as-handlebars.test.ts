import fc from '../../support/properties.ts';
import Handlebars from 'handlebars';
import { expect, it } from 'vitest';
import { htmlOf } from './rendering.ts';

/** Names that data may have or not. */
const name = fc.constantFrom('a', 'b', 'c', 'list', 'nested');
const path = fc.oneof(
  name,
  fc.tuple(name, name).map((names) => names.join('.')),
  name.map((one) => `../${one}`),
  fc.constantFrom('this', '.', '@root.a', 'list.length', 'list.[1]', './a', 'this.b'),
);
const text = fc.constantFrom('x', ' ', '\n', '  \n', 'a line\n', '<b>', '{ ', '&amp;', "it's");
const output = fc.oneof(
  path.map((one) => `{{${one}}}`),
  path.map((one) => `{{{${one}}}}`),
  path.map((one) => `{{~${one}~}}`),
  fc.constantFrom('{{@index}}', '{{@key}}', '{{@first}}', '{{@last}}', '{{! note }}', '\\{{a}}'),
);

/** Templates of what both understand. */
const template = fc.letrec<{ template: string; node: string; block: string }>((tie) => ({
  template: fc.array(tie('node'), { maxLength: 6 }).map((nodes) => nodes.join('')),
  node: fc.oneof({ depthSize: 'small' }, text, output, tie('block')),
  block: fc
    .record({
      kind: fc.constantFrom('if', 'unless', 'each', 'with'),
      path,
      body: tie('template'),
      otherwise: fc.option(tie('template')),
      alone: fc.boolean(),
    })
    .map(({ kind, path: about, body, otherwise, alone }) => {
      const end = alone ? '\n' : '';
      const other = otherwise === null ? '' : `{{else}}${end}${otherwise}`;
      return `{{#${kind} ${about}}}${end}${body}${other}{{/${kind}}}${end}`;
    }),
}));

const scalar = fc.constantFrom<unknown>('text', '', '<&>"\'`=', 0, 1, -2.5, true, false, null, '0');
const value = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('a', 'b', 'list'), scalar, { noNullPrototype: true }),
  fc.array(fc.dictionary(fc.constantFrom('a', 'b'), scalar, { noNullPrototype: true }), {
    maxLength: 3,
  }),
);
const data = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'list', 'nested'), value, {
  noNullPrototype: true,
});

it('what Handlebars and this gateway both understand comes out the same', () => {
  fc.assert(
    fc.property(template.template, data, (source, context) => {
      const theirs = Handlebars.compile(source)(context);
      expect(htmlOf(source, context)).toBe(theirs);
    }),
    { numRuns: 600 },
  );
});
