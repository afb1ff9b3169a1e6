import { defineRecogniser } from '../define-recogniser.ts';
import { looksLikePersonName } from '../names.ts';
import { Trait } from '../normalize.ts';

/** Under a key that announces a name the score is higher; here only the form speaks. */
const SCORE = 0.6;

/**
 * A whole value in the form of a person's name, whatever its key says: `{"field_7": "Maria Keller"}`. For
 * documents from a source that by its nature means care, where a name alone is already PHI and a heading
 * taken for a name costs a token in the de-identified copy and nothing else.
 */
export const careName = defineRecogniser('care-name', Trait.space, ({ text }) => {
  if (!looksLikePersonName(text, 2)) return [];
  const start = text.length - text.trimStart().length;
  return [{ label: 'NAME', start, end: text.trimEnd().length, score: SCORE }];
});
