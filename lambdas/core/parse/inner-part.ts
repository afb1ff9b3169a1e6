import type { ParsedPayload } from './parsed.ts';
import type { Slot, Source } from './slot.ts';
import type { Edit } from './splice.ts';

/** A payload that stands in another one: a part of a mail, what a compressed body says. */
export interface InnerPart {
  readonly payload: ParsedPayload;
  /** The text that holds it. */
  readonly source: Source;
  /** Where it stands there. */
  readonly start: number;
  readonly end: number;
  /** Whether it stands there as it is, in ASCII: then positions in it are positions there. */
  readonly isVerbatim: boolean;
  /** Its new bytes as edits of the source: encoded as the old ones were. */
  readonly write: (bytes: Uint8Array) => readonly Edit[];
}

/** One segment of an inner payload. It is written with all others of its payload, never alone. */
export class InnerSlot implements Slot {
  readonly part: InnerPart;
  readonly index: number;

  constructor(part: InnerPart, index: number) {
    this.part = part;
    this.index = index;
  }

  get source(): Source {
    return this.part.source;
  }

  write(changed: string): Edit {
    return { start: this.part.start, end: this.part.end, text: changed };
  }

  locate(start: number, end: number): readonly [number, number] {
    const { payload, isVerbatim } = this.part;
    if (!isVerbatim) return [this.part.start, this.part.end];
    const [first, last] = payload.locate(this.index, start, end);
    return [this.part.start + first, this.part.start + last];
  }
}
