import type { DocumentSurrogates } from '../surrogates/surrogates.ts';
import type { Transform } from './transform.ts';

/** An invented value of the same kind and form: test data that looks real. */
export function surrogateTransform(surrogates: DocumentSurrogates): Transform {
  return (found) => surrogates.of(found);
}
