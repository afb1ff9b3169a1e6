import type { Random } from './random.ts';

const STEMS =
  'bacter,myces,plasma,coccus,nema,spora,monas,ella,ia,ium,aria,illus,vibrio,stoma,toxoma,phyllum,discus,theca'.split(
    ',',
  );
const EPITHETS =
  'vulgaris,minor,major,hominis,bovis,canis,felis,solium,saginata,hepatica,gigantica,multilocularis,granulosus,costaricensis,asiatica,africana,americanus,albicans,aureus,pallidum,vivax,falsum,pylori,difficile,immitis,marina,officinalis'.split(
    ',',
  );

/** An abbreviation. */
export const letters = (random: Random): string =>
  Array.from({ length: random.between(2, 5) }, () =>
    'ABCDEFGHIJLMNOPRSTUVX'.charAt(random.between(0, 20)),
  ).join('');

/** A made-up word in two to four syllables. */
const coined = (random: Random): string =>
  Array.from(
    { length: random.between(1, 3) },
    () =>
      random.pick(['t', 'b', 'sch', 'l', 'tr', 'p', 'c', 'm', 'str', 'n', 'f', 'an', 'ech', 'l']) +
      random.pick(['a', 'e', 'i', 'o', 'y']),
  ).join('');

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The name of a living thing as science writes it, and its first word. */
export const species = (random: Random): string => `${genus(random)} ${random.pick(EPITHETS)}`;
export const genus = (random: Random): string => capitalized(coined(random) + random.pick(STEMS));

/** How a word is said, as health sites print it. */
export const spoken = (random: Random): string =>
  Array.from({ length: random.between(2, 5) }, () => {
    const part = coined(random).slice(0, 4);
    return random.chance(0.3) ? part.toUpperCase() : part;
  }).join('-');
