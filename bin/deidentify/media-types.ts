import { extname } from 'node:path';
import { FORMATS } from '../../lambdas/core/parse/formats.ts';

/** Read for scanning at most: their text cannot be put back into them. */
const NEVER_REWRITTEN =
  /^\.(?:pdf|docx?|docm|xlsx?|xlsm|pptx?|odt|ods|odp|rtf|ps|png|jpe?g|gif|webp|bmp|tiff?|heic|dcm)$/;

/** Media types by how files are called, the most particular first. */
const BY_ENDING: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\.(?:json|geojson|jsonld|webmanifest)$/, ['application/json']],
  [/^\.(?:ndjson|jsonl)$/, ['application/x-ndjson', 'application/jsonl']],
  [/^\.csv$/, ['text/csv']],
  [/^\.tsv$/, ['text/tab-separated-values']],
  [/^\.(?:hl7|hl7v2|er7)$/, ['application/hl7-v2', 'x-application/hl7-v2+er7']],
  [/^\.(?:xml|cda|ccda|ccd)$/, ['application/xml', 'text/xml']],
  [/^\.x?html?$/, ['text/html']],
  [/^\.(?:eml|mbox)$/, ['message/rfc822']],
  [/^\.(?:urlencoded|form)$/, ['application/x-www-form-urlencoded']],
];

/**
 * The media type that a file of this name is read as. Plain text that is a JSON object or array is read as JSON,
 * so whatever is not known is text; undefined for formats that cannot be written.
 */
export function mediaTypeOfName(name: string): string | undefined {
  const ending = extname(name).toLowerCase();
  if (NEVER_REWRITTEN.test(ending)) return undefined;
  const types = BY_ENDING.find(([endings]) => endings.test(ending))?.[1] ?? [];
  const known = types.find((type) => FORMATS.some((format) => format.accepts(type)));
  return known ?? 'text/plain';
}
