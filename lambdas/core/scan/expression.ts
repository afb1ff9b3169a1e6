/**
 * Expressions with classes of letters for the texts that are scanned. `\p{L}` and its like cost a good part of a
 * millisecond each, when the expression is made and again when it first runs, because all of Unicode is looked
 * through; a few hundred of them are most of what a function's start takes. These classes are the same for Latin,
 * Greek and Cyrillic letters, and for other scripts whole blocks.
 */

const LETTER =
  'A-Za-z\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u2c00-\u2dff\u3005-\u3007\u3031-\ud7ff\uf900-\ufdff\ufe70-\ufefc\uff66-\uffdc';
/** Letters of which every second one is a capital, and hardly any begins a word: both count as either case. */
const EITHER = '\u0180-\u024f\u0460-\u052f\u1e00-\u1eff';
const CAPITALS = `A-Z\xc0-\xd6\xd8-\xde${extendedLatin((one) => one.toLowerCase() !== one)}\u0386-\u03ab\u0400-\u042f${EITHER}`;
const SMALL = `a-z\xdf-\xf6\xf8-\xff${extendedLatin((one) => one.toLowerCase() === one)}\u03ac-\u03ff\u0430-\u045f${EITHER}`;

/** Letters of Central and Northern Europe, one by one. */
function extendedLatin(isOne: (letter: string) => boolean): string {
  let letters = '';
  for (let code = 0x100; code < 0x180; code++) {
    const letter = String.fromCharCode(code);
    if (isOne(letter)) letters += letter;
  }
  return letters;
}

/** What the classes become, without brackets. */
const CLASSES: Readonly<Record<string, string>> = {
  L: LETTER,
  Lu: CAPITALS,
  Ll: SMALL,
  // In all places beside letters, whose ranges hold those of other scripts.
  M: '\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u093a-\u094f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f',
  // Other digits are ASCII ones in a text's normalized view.
  N: '0-9',
  Nd: '0-9',
};

/**
 * A regular expression whose `\p{L}`, `\p{Lu}`, `\p{Ll}`, `\p{M}`, `\p{N}` and `\p{Nd}` are those of this module.
 *
 * @param flags `u` is for reading and dropped: nothing here needs it, and code units are faster
 * @throws on any other class, and on the complement of one within brackets
 */
export function expression(source: string, flags: string): RegExp {
  return new RegExp(withClasses(source), flags.replace('u', ''));
}

function withClasses(source: string): string {
  let inBrackets = false;
  return source.replace(
    /\\(p|P)\{(\w+)\}|\\[[\]\\]|[[\]]/g,
    (found: string, kind: string | undefined, name: string | undefined) => {
      if (found === '[') inBrackets = true;
      else if (found === ']') inBrackets = false;
      if (kind === undefined || name === undefined) return found;
      const ranges = CLASSES[name];
      if (ranges === undefined || (inBrackets && kind === 'P')) {
        throw new Error(`an expression has ${found}`);
      }
      if (inBrackets) return ranges;
      return kind === 'p' ? `[${ranges}]` : `[^${ranges}]`;
    },
  );
}
