import type { Segment, UnreadablePart } from '../scan/document.ts';
import type { ParsedPayload, PayloadFile, Replacement } from './parsed.ts';
import { SpliceError, splice, type Edit } from './splice.ts';

/** How a changed text is put back: an edit of the source that holds it. */
export interface Slot {
  readonly source: Source;
  write(changed: string): Edit;
  /**
   * Where a stretch of the text stands in the source, start and end (exclusive). Absent where positions
   * mean nothing there (base64): then all that `write` would replace is meant.
   */
  locate?(start: number, end: number): readonly [number, number];
  /**
   * Changes of the text as changes of the source, for a text that stands there in pieces (between tags). Absent
   * where a changed text replaces the old one as a whole.
   */
  edits?(changes: readonly Edit[]): readonly Edit[];
}

/** Leads start and end of a stretch, in UTF-16 code units, to where it stands in an outer text. */
export type Locate = (start: number, end: number) => readonly [number, number];

/** A text that stands in its source as it is, from `offset` on. */
export function shiftedBy(offset: number): Locate {
  return (start, end) => [start + offset, end + offset];
}

/** A text that holds others: the payload itself, or JSON inside one of its strings. */
export interface Source {
  readonly text: string;
  /** Where this text stands in an outer one; absent for the payload itself. */
  readonly slot?: Slot;
}

/** Crossing `maxSegments` while building; formats turn it into `too_many_segments`. */
export class TooManySegmentsError extends Error {
  override readonly name = 'TooManySegmentsError';
}

/** Files that are looked into; more of them are unreadable. */
const MAX_FILES = 50;

/**
 * Collects segments together with the way to write each of them back. Formats share it, so that
 * "only the literal concerned changes" is true in one place.
 */
export class PayloadBuilder {
  readonly root: Source;
  /** Names of fields that may be looked at in texts which are not read by their notation. */
  readonly names = { left: 200_000 };
  readonly #format: string;
  readonly #bytes: Uint8Array;
  readonly #mark: string;
  readonly #maxSegments: number;
  /** Outer sources come before the inner ones they hold. */
  readonly #sources: Source[] = [];
  readonly #segments: Segment[] = [];
  readonly #slots: Slot[] = [];
  readonly #unreadable: UnreadablePart[] = [];
  readonly #files: PayloadFile[] = [];

  constructor(format: string, bytes: Uint8Array, text: string, mark: string, maxSegments: number) {
    this.#format = format;
    this.#bytes = bytes;
    this.#mark = mark;
    this.#maxSegments = maxSegments;
    this.root = this.addSource({ text });
  }

  addSource(source: Source): Source {
    this.#sources.push(source);
    return source;
  }

  /** @throws TooManySegmentsError */
  addSegment(segment: Segment, slot: Slot): void {
    if (this.#segments.length >= this.#maxSegments) {
      throw new TooManySegmentsError('too many segments');
    }
    this.#segments.push(segment);
    this.#slots.push(slot);
  }

  addUnreadable(part: UnreadablePart): void {
    this.#unreadable.push(part);
  }

  /** Adds a file that stands in a value, as a part that is unreadable until somebody reads it. */
  addFile(path: string, bytes: Uint8Array): void {
    const part = { path, reason: 'encoded_content' };
    this.#unreadable.push(part);
    if (this.#files.length < MAX_FILES) this.#files.push({ bytes, part });
  }

  build(): ParsedPayload {
    return {
      format: this.#format,
      segments: this.#segments,
      unreadable: this.#unreadable,
      files: this.#files,
      rewrite: (replacements) => this.#rewrite(replacements),
      locate: (segment, start, end) => this.#locate(segment, start, end),
    };
  }

  #locate(segment: number, start: number, end: number): readonly [number, number] {
    let slot = this.#slots[segment];
    let stretch: readonly [number, number] = [start, end];
    while (slot !== undefined) {
      if (slot.locate === undefined) {
        const whole = slot.write('');
        stretch = [whole.start, whole.end];
      } else {
        stretch = slot.locate(...stretch);
      }
      slot = slot.source.slot;
    }
    return stretch;
  }

  #rewrite(replacements: readonly Replacement[]): Uint8Array {
    if (replacements.length === 0) return this.#bytes;
    const edits = new Map<Source, Edit[]>();
    const note = (slot: Slot, text: string, changes: readonly Edit[]): void => {
      const list = edits.get(slot.source) ?? [];
      for (const edit of slot.edits?.(changes) ?? [slot.write(splice(text, changes))]) {
        list.push(edit);
      }
      edits.set(slot.source, list);
    };
    for (const [index, list] of groupBySegment(replacements)) {
      const segment = this.#segments[index];
      const slot = this.#slots[index];
      if (segment === undefined || slot === undefined) throw new SpliceError('no such segment');
      note(slot, segment.text, list);
    }
    // Innermost first: a changed inner text is an edit of the text that holds it.
    for (const source of [...this.#sources].reverse()) {
      const list = edits.get(source);
      if (list !== undefined && source.slot !== undefined) {
        note(source.slot, source.text, withoutOverlaps(list));
      }
    }
    const text = splice(this.root.text, withoutOverlaps(edits.get(this.root) ?? []));
    return new TextEncoder().encode(this.#mark + text);
  }
}

/** A text that was read in two ways may be changed in both, at one place: that is one change. */
function withoutOverlaps(edits: readonly Edit[]): readonly Edit[] {
  const merged: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last === undefined || edit.start >= last.end) merged.push(edit);
    else if (edit.end > last.end) merged[merged.length - 1] = { ...last, end: edit.end };
  }
  return merged;
}

function groupBySegment(replacements: readonly Replacement[]): Map<number, Replacement[]> {
  const groups = new Map<number, Replacement[]>();
  for (const replacement of replacements) {
    const list = groups.get(replacement.segment);
    if (list === undefined) groups.set(replacement.segment, [replacement]);
    else list.push(replacement);
  }
  return groups;
}
