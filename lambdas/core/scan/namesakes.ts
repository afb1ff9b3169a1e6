import { expression } from './expression.ts';
import { Trait, type View } from './normalize.ts';
import type { Span } from './recogniser.ts';
import { newSign } from './word-kinds.ts';

/** A storm and its name; a movement and what it calls itself. */
const STORM = expression(
  String.raw`\b(?:hurricane|typhoon|cyclone|tropical storm|islamic)s? (\p{L}{3,14})`,
  'giu',
);
/** What a storm begins with. */
const STORM_SIGN = newSign(
  'hurricane hurricanes typhoon typhoons cyclone cyclones tropical islamic islamics',
);
/** The planets, and the two that astrology of India adds. */
const PLANETS: ReadonlySet<string> = new Set(
  'mercury venus mars jupiter saturn uranus neptune pluto rahu ketu'.split(' '),
);
/** From so many on a text is about planets. */
const SEVERAL = 3;
/** And a planet is no town called after it. */
const TWO = 2;
const WORD = /[a-z]+/gi;

/**
 * Without the names that this text gives to storms, movements and planets: `Hurricane Rita` makes `Rita` nobody in all of it, and
 * where Mars and Saturn are Venus is a planet.
 */
export function withoutNamesakes(spans: readonly Span[], view: View): readonly Span[] {
  const { text, traits, allSigns } = view;
  if (!spans.some((span) => isWord(span, text))) return spans;
  const others = new Set<string>();
  // Behind a letter beyond ASCII a storm is in a longer word for the walk over a text, and in none for the expression.
  if ((allSigns & STORM_SIGN) !== 0 || (traits & Trait.foreign) !== 0) {
    for (const [, name = ''] of text.matchAll(STORM)) others.add(name.toLowerCase());
  }
  const planets = spans.some((span) => PLANETS.has(wordOf(span, text))) ? planetsIn(text) : 0;
  if (planets >= SEVERAL) for (const planet of PLANETS) others.add(planet);
  if (others.size === 0 && planets < TWO) return spans;
  return spans.filter((span) => {
    const word = wordOf(span, text);
    return !others.has(word) && !(planets >= TWO && span.label === 'GEO' && PLANETS.has(word));
  });
}

const wordOf = ({ start, end }: Span, text: string): string =>
  end - start > LONGEST ? '' : text.slice(start, end).toLowerCase();
const LONGEST = 14;

/** One word alone: of more no storm and no planet is called. */
const isWord = ({ start, end }: Span, text: string): boolean => {
  const space = text.indexOf(' ', start);
  return end - start <= LONGEST && (space < 0 || space >= end);
};

function planetsIn(text: string): number {
  const seen = new Set<string>();
  for (const [word] of text.matchAll(WORD)) {
    const lower = word.toLowerCase();
    if (PLANETS.has(lower)) seen.add(lower);
  }
  return seen.size;
}
