import type { Segment, UnreadablePart } from '../scan/document.ts';

/** Why a file or a part of it could not be read. Static codes: they are recorded and shown. */
export type ExtractReason =
  | 'encrypted'
  | 'legacy_office'
  | 'unsupported_format'
  | 'unsupported_image'
  | 'malformed'
  | 'invalid_encoding'
  | 'too_deep'
  | 'too_large'
  | 'too_many_parts'
  | 'too_many_segments'
  | 'too_many_pages'
  | 'too_many_images'
  | 'too_many_pixels'
  | 'expands_too_much'
  | 'embedded_file'
  | 'drawn_content'
  | 'unmapped_text'
  | 'dynamic_form'
  | 'animated_image'
  | 'no_text_recognized'
  | 'low_confidence'
  | 'timeout'
  | 'reader_failed';

/** A picture inside a file, still to be read by somebody who can. */
export interface EmbeddedImage {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** It takes little of a page wherever it is shown, beside text: a logo, an icon, a portrait. */
  readonly isSmall?: boolean;
}

/**
 * What a file says, and what of it nobody could read. Paths are relative to it: `page/3`, `sheet/Patients/B2`,
 * `paragraph/12`, `image`; empty for the file as a whole.
 */
export interface FileContent {
  readonly segments: readonly Segment[];
  readonly unreadable: readonly UnreadablePart[];
}

export interface Extraction extends FileContent {
  readonly images: readonly EmbeddedImage[];
}

/** Bounds on hostile files. Crossing one makes the file, or what lies beyond, unreadable. */
export interface ExtractLimits {
  /** Bytes of the file as it came. */
  readonly maxBytes: number;
  /** Files inside a package. */
  readonly maxEntries: number;
  /** Bytes of all that a package expands to. */
  readonly maxExpandedBytes: number;
  /** How many times its own size an entry may expand to, once it is larger than `ratioFromBytes`. */
  readonly maxRatio: number;
  readonly ratioFromBytes: number;
  /** Nesting levels of markup. */
  readonly maxDepth: number;
  readonly maxSegments: number;
  /** UTF-16 units of all segments. */
  readonly maxCharacters: number;
  readonly maxPages: number;
  /** Pictures that are looked into. */
  readonly maxImages: number;
  /** Of one picture. */
  readonly maxPixels: number;
}

export const EXTRACT_LIMITS: ExtractLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxEntries: 4000,
  maxExpandedBytes: 64 * 1024 * 1024,
  // Sheets of repeated cells reach a hundred; deflate itself ends at about a thousand.
  maxRatio: 300,
  ratioFromBytes: 1024 * 1024,
  maxDepth: 200,
  maxSegments: 50_000,
  maxCharacters: 16 * 1024 * 1024,
  maxPages: 500,
  maxImages: 50,
  maxPixels: 40_000_000,
};

/** The file, or the part at hand, cannot be read. The message is the reason and nothing else. */
export class ExtractError extends Error {
  override readonly name = 'ExtractError';
  readonly reason: ExtractReason;

  constructor(reason: ExtractReason) {
    super(reason);
    this.reason = reason;
  }
}

/** Collects what a file says, within the limits. */
export class Extract {
  readonly limits: ExtractLimits;
  #segments: Segment[] = [];
  #unreadable: UnreadablePart[] = [];
  #images: EmbeddedImage[] = [];
  #count = 0;
  #characters = 0;

  constructor(limits: ExtractLimits = EXTRACT_LIMITS) {
    this.limits = limits;
  }

  /** Blank text says nothing and is left out. @throws ExtractError beyond the limits */
  say(path: string, text: string, hint?: string, role: Segment['role'] = 'value'): void {
    if (!/\S/.test(text)) return;
    this.#count += 1;
    this.#characters += text.length;
    if (this.#count > this.limits.maxSegments || this.#characters > this.limits.maxCharacters) {
      throw new ExtractError('too_many_segments');
    }
    // No recogniser sees a word with a NUL between its letters.
    if (text.includes('\0')) this.miss(path, 'invalid_encoding');
    const hinted = hint === undefined || !/\S/.test(hint) ? {} : { hint };
    this.#segments.push({ path, text, role, ...hinted });
  }

  miss(path: string, reason: ExtractReason): void {
    this.#unreadable.push({ path, reason });
  }

  show(path: string, bytes: Uint8Array): void {
    if (this.#images.length >= this.limits.maxImages) this.miss(path, 'too_many_images');
    else this.#images.push({ path, bytes });
  }

  /** Runs a reading; what it could not read becomes an unreadable part at `path`. */
  attempt(path: string, read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof ExtractError)) throw error;
      this.miss(path, error.reason);
    }
  }

  /** What was collected since the last time; the limits go on counting. */
  take(): Extraction {
    const taken = {
      segments: this.#segments,
      unreadable: this.#unreadable,
      images: this.#images,
    };
    [this.#segments, this.#unreadable, this.#images] = [[], [], []];
    return taken;
  }
}
