import { STARTS_BYTES } from './lexicon.ts';
import { BIAS, ROW, type Model } from './tag.ts';

/** A model as it is trained. */
export type TrainedModel = Omit<Model, 'rows'> & {
  /** `ROW` for each row, -127 to 127. */
  readonly weights: Int8Array;
};

/** Letters that a model's file begins with; the last is the version of its format. */
const MARK = Buffer.from('CORDON-2');
/** The mark, the number of slots and of rows, the scale, and nothing more: what follows begins at an even place. */
const HEADER = 64;
const SLOTS_AT = 8;
const ROWS_AT = 12;
const SCALE_AT = 16;

/** The bytes of `scan/model/names.bin`: the lexicon's slots, its starts, the weights. Little-endian. */
export function encodeModel({ lexicon, weights, scale }: TrainedModel): Uint8Array {
  const { slots, starts } = lexicon;
  const bytes = Buffer.alloc(HEADER + slots.byteLength + starts.byteLength + weights.byteLength);
  MARK.copy(bytes);
  bytes.writeUInt32LE(slots.length, SLOTS_AT);
  bytes.writeUInt32LE(weights.length / ROW, ROWS_AT);
  bytes.writeDoubleLE(scale, SCALE_AT);
  bytes.set(new Uint8Array(slots.buffer, slots.byteOffset, slots.byteLength), HEADER);
  bytes.set(starts, HEADER + slots.byteLength);
  bytes.set(
    Uint8Array.from(weights, (weight) => weight + BIAS),
    HEADER + slots.byteLength + starts.byteLength,
  );
  return bytes;
}

/**
 * The inverse, without a copy where the bytes lie well. Both ends are little-endian, as every machine that runs Node
 * is.
 *
 * @throws when they are not the bytes of a model
 */
export function decodeModel(stored: Buffer): Model {
  const isModel = stored.length > HEADER && stored.subarray(0, MARK.length).equals(MARK);
  const slots = isModel ? stored.readUInt32LE(SLOTS_AT) : 0;
  const rows = isModel ? stored.readUInt32LE(ROWS_AT) : 0;
  const length = HEADER + 4 * slots + STARTS_BYTES + ROW * rows;
  if (!isPowerOfTwo(slots) || !isPowerOfTwo(rows) || stored.length !== length) {
    throw new Error('the model is damaged');
  }
  // A view of 32-bit numbers must begin at a multiple of four.
  const { buffer, byteOffset } = stored.byteOffset % 4 === 0 ? stored : new Uint8Array(stored);
  const startsAt = byteOffset + HEADER + 4 * slots;
  return {
    lexicon: {
      slots: new Int32Array(buffer, byteOffset + HEADER, slots),
      starts: new Uint8Array(buffer, startsAt, STARTS_BYTES),
    },
    rows: new Int32Array(buffer, startsAt + STARTS_BYTES, (ROW / 4) * rows),
    scale: stored.readDoubleLE(SCALE_AT),
  };
}

const isPowerOfTwo = (number: number): boolean => number > 0 && (number & (number - 1)) === 0;
