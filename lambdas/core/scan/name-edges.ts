import { expression } from './expression.ts';
import { isWordCode } from './marks.ts';
import { WordSet } from './word-set.ts';

/* What belongs to a name before and behind it. One look at a character says of most names that there is none. */

/** A title before a name belongs to it. */
const TITLES = new WordSet(() =>
  (
    'mr mrs ms miss mx dr prof professor doctor sr sra srta rev capt sen rep judge nurse ' +
    'prophet pope imam sheikh ayatollah mullah rabbi pastor sgt lt'
  ).split(' '),
);
const LONGEST_TITLE = 10;

/** Whether a word is a title, and by itself nobody's name. */
export const isTitle = (word: string): boolean => TITLES.has(word);

const PARTICLE =
  '(?:de la|de los|del|de|van der|van den|van|von der|von|bin|ibn|bint|al|el|da|dos|di|n[ií]|N[ií]|Ó|Mac|Nic)';
/** The last words of particles. */
const LAST_OF_PARTICLE: ReadonlySet<string> = new Set(
  'la los del de der den van von bin ibn bint al el da dos di ni ní Ni Ní Ó Mac Nic'.split(' '),
);
/** The first ones. */
const FIRST_OF_PARTICLE: ReadonlySet<string> = new Set(
  'de del van von bin ibn bint al el da dos di ni ní Ni Ní Ó Mac Nic'.split(' '),
);
const LONGEST_OF_PARTICLE = 4;
/** What a particle behind a name begins with, and what a suffix does. */
const PARTICLE_STARTS = 'dvbiaenNÓM';
const SUFFIX_STARTS = 'JSIMDRNPL';
/** A surname behind particles, and particles before one: `Marisela` de la Fuente, bin `Salem`. */
const FAMILY = expression(`^ (?:${PARTICLE} )\\p{Lu}[\\p{L}\\p{M}'’-]{2,24}`, 'u');
const PARTICLES = expression(`(?<![\\p{L}\\p{N}])${PARTICLE} $`, 'u');
/** Letters after a name that belong to it. */
const SUFFIX =
  /^,? (?:Jr|Sr|II|III|IV|Ms|Mr|Mrs|MD|M\.D|DO|RN|NP|PA|PhD|Ph\.D|DDS|LCSW|LMFT|PsyD)\b/;

/** How long the particles are that end where a name starts: van der `Berg`. */
export function particlesBefore(text: string, start: number): number {
  if (text.charCodeAt(start - 1) !== 0x20) return 0;
  const from = wordStart(text, start - 1);
  if (start - 1 - from > LONGEST_OF_PARTICLE) return 0;
  if (!LAST_OF_PARTICLE.has(text.slice(from, start - 1))) return 0;
  return PARTICLES.exec(text.slice(Math.max(0, start - 14), start))?.[0].length ?? 0;
}

/** How long the title is, with the space behind it, that ends where a name starts. */
export function titleBefore(text: string, start: number): number {
  let at = start;
  while (at > 0 && start - at < 2 && isSpace(text.charCodeAt(at - 1))) at -= 1;
  if (at === start) return 0;
  if (text.charCodeAt(at - 1) === 0x2e) at -= 1;
  const from = wordStart(text, at);
  return at - from <= LONGEST_TITLE && isTitle(text.slice(from, at)) ? start - from : 0;
}

/** How long a surname behind particles is that follows the end of a name. */
export function familyBehind(text: string, end: number): number {
  if (text.charCodeAt(end) !== 0x20 || !PARTICLE_STARTS.includes(text.charAt(end + 1))) return 0;
  const next = text.slice(end + 1, end + 2 + LONGEST_OF_PARTICLE);
  if (!FIRST_OF_PARTICLE.has(next.slice(0, next.indexOf(' ')))) return 0;
  return FAMILY.exec(text.slice(end, end + 48))?.[0].length ?? 0;
}

/** How long the suffix is that follows the end of a name: `, Jr`, ` MD`. */
export function suffixBehind(text: string, end: number): number {
  const at = text.charCodeAt(end) === 0x2c ? end + 1 : end;
  if (text.charCodeAt(at) !== 0x20 || !SUFFIX_STARTS.includes(text.charAt(at + 1))) return 0;
  return SUFFIX.exec(text.slice(end, end + 12))?.[0].length ?? 0;
}

const isSpace = (code: number): boolean =>
  code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0x2028 || code === 0x2029;

/** Where the letters and digits begin that end at a place; for more of them than any title has, somewhere in them. */
function wordStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start <= LONGEST_TITLE && isWordCode(text.charCodeAt(start - 1))) {
    start -= 1;
  }
  return start;
}
