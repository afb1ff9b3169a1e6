import { defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import { newSign } from '../word-kinds.ts';

const IMAGE_FILE =
  /(?<![\w/.-])[\w.-]{1,80}\.(?:jpe?g|png|heic|heif|webp|gif|bmp|tiff?)(?![\w.-])/gi;
const ENDING = newSign('jpg jpeg png heic heif webp gif bmp tif tiff');
const OF_SOMEBODY =
  /face|head|photo|portrait|selfie|patient|profile|avatar|mug|foto|pic(?:ture)?s?[_-]/i;

/**
 * Safe Harbor (Q): full-face photographs, as far as text shows them: the name of an image file. What
 * the picture shows is not in the text, so one whose name says nothing of a person scores low.
 */
export const photo = defineRecogniser('photo', Trait.dot | Trait.letter, ({ text, allSigns }) =>
  ((allSigns & ENDING) === 0 ? [] : matches(IMAGE_FILE, text)).map((match) => ({
    label: 'PHOTO',
    start: match.index,
    end: match.index + match[0].length,
    score: OF_SOMEBODY.test(match[0]) ? 0.75 : 0.4,
  })),
);
