import type fc from 'fast-check';
import type { Plant } from './plant.ts';

/** A body as a sender might post it. */
export interface Body {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Bodies of one format, each with what is planted in it at some place, in some encoding. */
export type Generate = (plant: Plant) => fc.Arbitrary<Body>;
