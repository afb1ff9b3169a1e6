import { packWeights, ROW, type Model } from './tag.ts';

/** The model as it lies in `scan/model/names.json`: typed arrays in base64, little-endian. */
export interface StoredModel {
  readonly scale: number;
  readonly marks: string;
  readonly flags: string;
  readonly clusters: string;
  readonly starts: string;
  readonly weights: string;
}

/** A model as it is trained. */
export type TrainedModel = Omit<Model, 'packed'> & { readonly weights: Int8Array };

export function encodeModel({ lexicon, weights, scale }: TrainedModel): StoredModel {
  const text = (array: Uint16Array | Uint8Array | Int8Array): string =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
  return {
    scale,
    marks: text(lexicon.marks),
    flags: text(lexicon.flags),
    clusters: text(lexicon.clusters),
    starts: text(lexicon.starts),
    weights: text(weights),
  };
}

/** The inverse. Both ends are little-endian, as every machine that runs Node is. */
export function decodeModel(stored: StoredModel): Model {
  const bytes = (text: string): Uint8Array<ArrayBuffer> => {
    const pooled = Buffer.from(text, 'base64');
    // A copy of its own: a view of 16-bit numbers must begin at an even place.
    return new Uint8Array(pooled);
  };
  const marks = new Uint16Array(bytes(stored.marks).buffer);
  const weights = new Int8Array(bytes(stored.weights).buffer);
  const rows = weights.length / ROW;
  if (!isPowerOfTwo(marks.length) || !isPowerOfTwo(rows)) throw new Error('the model is damaged');
  return {
    lexicon: {
      size: marks.length,
      marks,
      flags: bytes(stored.flags),
      clusters: bytes(stored.clusters),
      starts: bytes(stored.starts),
    },
    packed: packWeights(weights),
    scale: stored.scale,
  };
}

const isPowerOfTwo = (number: number): boolean => number > 0 && (number & (number - 1)) === 0;
