import fc from 'fast-check';
import { carrier, name, word } from '../carriers.ts';
import type { Generate } from '../generate.ts';

const leaf = fc.oneof(
  word,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true }),
);

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf as fc.Arbitrary<Json>,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
  ),
}));

/** Where a value is put into a tree: under a name, in a list, as a name. */
const place: fc.Arbitrary<(around: Json, text: string) => Json> = fc.constantFrom(
  (around, text) => ({ before: around, note: text }),
  (around, text) => [around, text, 1],
  (around, text) => ({ deep: [{ er: { value: text } }, around] }),
  (around, text) => ({ [text]: around }),
  (around, text) => ({ questions: [{ question: 'Anything else?', answer: text }], around }),
  (_, text) => text,
);

/** Characters as escapes, here and there. */
function escaped(json: string, every: number): string {
  if (every === 0) return json;
  let count = 0;
  return json.replace(/[A-Za-z0-9@ -]/g, (character) => {
    count += 1;
    return count % every === 0 && !isInLiteral(json) ? unicode(character) : character;
  });
}

function isInLiteral(json: string): boolean {
  return !/^[[{"]/.test(json);
}

function unicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Only strings have escapes. */
function withEscapes(json: string, every: number): string {
  return json.replace(/"(?:[^"\\]|\\.)*"/g, (literal) =>
    literal.includes('\\') ? literal : escaped(literal, every),
  );
}

/** JSON: escapes, white space, texts in texts. */
export const json: Generate = (plant) =>
  fc
    .tuple(tree, place, carrier, fc.constantFrom(0, 0, 2, 5), fc.constantFrom('', ' ', '\t'))
    .map(([around, put, carry, every, space]) => ({
      type: 'application/json',
      bytes: Buffer.from(
        withEscapes(JSON.stringify(put(around, carry(plant.text)), undefined, space), every),
      ),
    }));
