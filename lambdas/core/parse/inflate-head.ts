/** The canonical code that a list of lengths makes (RFC 1951 3.2.2). */
interface Code {
  /** How many codes there are of each length. */
  readonly counts: readonly number[];
  /** What they stand for, in the order of the codes. */
  readonly symbols: readonly number[];
}

export interface InflatedHead {
  /** The first bytes that come out; more than was asked for by what one step brings. */
  readonly output: readonly number[];
  /** How many of them were written out, and are no repetition. */
  readonly literals: number;
  /** Where the stream ended, in bytes; absent where it was left before its end. */
  readonly end?: number;
}

/** Order in which the lengths of the code for lengths are written (3.2.7). */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] as const;
const END_OF_BLOCK = 256;
const MOST_BITS = 15;
/** Read beyond the end, a code that there is not, a distance into nothing. */
const NOTHING = -1;

/**
 * Expands the beginning of a DEFLATE stream (RFC 1951), `enough` bytes of it. By hand: zlib takes longer to say no than
 * everything else that is done with an id, and payloads are full of ids.
 *
 * @returns undefined for what is no such stream, or ends before that in the middle of one
 */
export function inflateHead(bytes: Uint8Array, enough: number): InflatedHead | undefined {
  const stream = new Stream(bytes);
  const output: number[] = [];
  const head = (): InflatedHead => ({ output, literals: stream.literals });
  while (output.length < enough) {
    const isLast = stream.bits(1);
    const kind = stream.bits(2);
    const isRead =
      kind === 0 ? copyStored(stream, output, enough) : expandBlock(stream, kind, output, enough);
    if (!isRead || isLast === NOTHING) return undefined;
    if (isLast === 1 && output.length < enough) return { ...head(), end: stream.end() };
  }
  return head();
}

class Stream {
  readonly #bytes: Uint8Array;
  #at = 0;
  literals = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A number of so many bits, the lowest first. */
  bits(count: number): number {
    if (this.#at + count > this.#bytes.length * 8) return NOTHING;
    let value = 0;
    for (let bit = 0; bit < count; bit++) {
      value |= (((this.#bytes[this.#at >> 3] ?? 0) >> (this.#at & 7)) & 1) << bit;
      this.#at += 1;
    }
    return value;
  }

  /** The next symbol of a code, bit by bit. */
  symbol({ counts, symbols }: Code): number {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= MOST_BITS; length++) {
      const bit = this.bits(1);
      if (bit === NOTHING) return NOTHING;
      code |= bit;
      const count = counts[length] ?? 0;
      if (code - first < count) return symbols[index + code - first] ?? NOTHING;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return NOTHING;
  }

  toNextByte(): void {
    this.#at = this.end() * 8;
  }

  end(): number {
    return (this.#at + 7) >> 3;
  }
}

/** A block that is not compressed: its length twice, the second time with every bit turned (3.2.4). */
function copyStored(stream: Stream, output: number[], enough: number): boolean {
  stream.toNextByte();
  const length = stream.bits(16);
  const check = stream.bits(16);
  if (length === NOTHING || check === NOTHING || (length ^ check) !== 0xffff) return false;
  for (let done = 0; done < length && output.length < enough; done++) {
    const byte = stream.bits(8);
    if (byte === NOTHING) return false;
    output.push(byte);
    stream.literals += 1;
  }
  return true;
}

function expandBlock(stream: Stream, kind: number, output: number[], enough: number): boolean {
  const codes = kind === 1 ? fixedCodes() : kind === 2 ? readCodes(stream) : undefined;
  if (codes === undefined) return false;
  while (output.length < enough) {
    const symbol = stream.symbol(codes.literals);
    if (symbol === NOTHING) return false;
    if (symbol === END_OF_BLOCK) return true;
    if (symbol < END_OF_BLOCK) {
      output.push(symbol);
      stream.literals += 1;
    } else if (!copyBack(stream, symbol, codes.distances, output)) return false;
  }
  return true;
}

/** Repeats what came out before (3.2.5). */
function copyBack(stream: Stream, symbol: number, distances: Code, output: number[]): boolean {
  const step = symbol - END_OF_BLOCK - 1;
  const length = step === 28 ? 258 : lengthened(stream, step, 8, 2, 3);
  const distance = lengthened(stream, stream.symbol(distances), 4, 1, 1);
  if (step > 28 || length === NOTHING || distance === NOTHING || distance > output.length) {
    return false;
  }
  for (let done = 0; done < length; done++) output.push(output[output.length - distance] ?? 0);
  return true;
}

/** A length or distance: steps are one wide at first, and then, `2 ** bits` at a time, each twice as wide. */
function lengthened(
  stream: Stream,
  step: number,
  plain: number,
  bits: number,
  least: number,
): number {
  if (step < plain) return step === NOTHING ? NOTHING : step + least;
  const extra = (step >> bits) - 1;
  const more = stream.bits(extra);
  if (more === NOTHING) return NOTHING;
  return (((1 << bits) + (step & ((1 << bits) - 1))) << extra) + least + more;
}

interface Codes {
  readonly literals: Code;
  readonly distances: Code;
}

/** The codes of blocks that bring none along (3.2.6). */
function fixedCodes(): Codes {
  return (fixed ??= {
    literals: codeOf([
      ...new Array<number>(144).fill(8),
      ...new Array<number>(112).fill(9),
      ...new Array<number>(24).fill(7),
      ...new Array<number>(8).fill(8),
    ]),
    distances: codeOf(new Array<number>(30).fill(5)),
  });
}

/** Made when the first block has them: few payloads hold any. */
let fixed: Codes | undefined;

/** The codes that a block brings along, themselves in a code (3.2.7). */
function readCodes(stream: Stream): Codes | undefined {
  const literalCount = stream.bits(5) + 257;
  const distanceCount = stream.bits(5) + 1;
  const lengthCount = stream.bits(4) + 4;
  if (literalCount > 286 || distanceCount > 30) return undefined;
  const ofLengths = new Array<number>(LENGTH_ORDER.length).fill(0);
  for (const place of LENGTH_ORDER.slice(0, lengthCount)) ofLengths[place] = stream.bits(3);
  if (!isComplete(ofLengths)) return undefined;
  const code = codeOf(ofLengths);
  const lengths: number[] = [];
  while (lengths.length < literalCount + distanceCount) {
    const symbol = stream.symbol(code);
    if (symbol === NOTHING) return undefined;
    if (symbol < 16) lengths.push(symbol);
    else if (symbol === 16 && lengths.length === 0) return undefined;
    else {
      const value = symbol === 16 ? (lengths.at(-1) ?? 0) : 0;
      const times =
        symbol === 16
          ? 3 + stream.bits(2)
          : symbol === 17
            ? 3 + stream.bits(3)
            : 11 + stream.bits(7);
      for (let done = 0; done < times; done++) lengths.push(value);
    }
  }
  const literals = lengths.slice(0, literalCount);
  // A block that could not end is none.
  if (lengths.length > literalCount + distanceCount || literals[END_OF_BLOCK] === 0)
    return undefined;
  return { literals: codeOf(literals), distances: codeOf(lengths.slice(literalCount)) };
}

/** Whether every row of bits means something: random lengths hardly ever make such a code. */
function isComplete(lengths: readonly number[]): boolean {
  return lengths.reduce((sum, length) => sum + (length > 0 ? 2 ** -length : 0), 0) === 1;
}

function codeOf(lengths: readonly number[]): Code {
  const counts = new Array<number>(MOST_BITS + 1).fill(0);
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] ?? 0) + 1;
  const symbols = lengths
    .map((length, symbol) => ({ length, symbol }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => a.length - b.length || a.symbol - b.symbol)
    .map(({ symbol }) => symbol);
  return { counts, symbols };
}
