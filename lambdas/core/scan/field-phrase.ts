import { ofKnownNames } from './known-names.ts';
import { unicode } from './unicode.ts';

/**
 * A field name or question as plain lower-case words: `q3_firstName`, `PatientDOB`, "What is your date
 * of birth?" and `fecha-de-nacimiento` become phrases that rules can be written for.
 */
export const fieldPhrase = ofKnownNames(readPhrase);

function readPhrase(hint: string): string {
  return hint
    .slice(0, 300)
    .normalize('NFD')
    .replace(unicode('\\p{M}', 'g'), '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replace(/['\u2019]s\b/g, '')
    .replace(unicode('[^\\p{L}\\p{N}#]+', 'g'), ' ')
    .replace(/^q\d+ /, '')
    .trim();
}
