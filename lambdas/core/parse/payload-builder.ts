import { segmentOf, type Segment, type UnreadablePart } from '../scan/document.ts';
import { BytePositions } from './byte-positions.ts';
import { InnerSlot, type InnerPart } from './inner-part.ts';
import type { ParseLimits, ParsedPayload, ParseScope, PayloadFile, Replacement } from './parsed.ts';
import { pathBelow } from './path.ts';
import type { Received } from './received.ts';
import type { Slot, Source } from './slot.ts';
import { SpliceError, splice, type Edit } from './splice.ts';

/** Crossing `maxSegments` while building; formats turn it into `too_many_segments`. */
export class TooManySegmentsError extends Error {
  override readonly name = 'TooManySegmentsError';
}

/** What a builder is told: the bound on segments, and who reads what stands in its texts. */
type BuilderScope = Pick<ParseLimits, 'maxSegments'> & Partial<Pick<ParseScope, 'readInner'>>;

/**
 * How the root's text stands for the bytes: as UTF-8, or one character for each byte, for containers whose parts are
 * in character sets of their own.
 */
type RootEncoding = 'utf8' | 'latin1';

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
  /** Runs of base64 that may be expanded to see what they are. */
  readonly expanded = { left: 1000 };
  /** Reads a payload that stands in a text of this one; absent where there are none. */
  readonly readInner: ParseScope['readInner'] | undefined;
  readonly #format: string;
  readonly #received: Received;
  readonly #mark: string;
  readonly #maxSegments: number;
  readonly #encoding: RootEncoding;
  /** Outer sources come before the inner ones they hold. */
  readonly #sources: Source[] = [];
  readonly #segments: Segment[] = [];
  readonly #slots: Slot[] = [];
  readonly #unreadable: UnreadablePart[] = [];
  readonly #files: PayloadFile[] = [];
  #positions: BytePositions | undefined;

  constructor(
    format: string,
    received: Received,
    text: string,
    mark: string,
    { maxSegments, readInner }: BuilderScope,
    encoding: RootEncoding = 'utf8',
  ) {
    this.#format = format;
    this.#received = received;
    this.#mark = mark;
    this.#maxSegments = maxSegments;
    this.readInner = readInner;
    this.#encoding = encoding;
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
    this.#segments.push(segmentOf(segment));
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

  /**
   * Adds a payload of its own that stands in this one, with all its segments, unreadable parts and files below `path`.
   *
   * @throws TooManySegmentsError
   */
  addPart(path: string, part: InnerPart): void {
    const { segments, unreadable, files } = part.payload;
    segments.forEach((segment, index) => {
      const below = path === '' ? segment.path : pathBelow(path, segment.path);
      this.addSegment({ ...segment, path: below }, new InnerSlot(part, index));
    });
    const moved = new Map<UnreadablePart, UnreadablePart>();
    for (const missed of unreadable) {
      const below = { ...missed, path: pathBelow(path, missed.path) };
      moved.set(missed, below);
      this.#unreadable.push(below);
    }
    for (const { bytes, part: missed } of files) {
      const below = moved.get(missed);
      if (below !== undefined && this.#files.length < MAX_FILES) {
        this.#files.push({ bytes, part: below });
      }
    }
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
      // Positions mean nothing in it (base64): all of it is meant.
      if (slot.locate === undefined) {
        const whole = slot.write('');
        stretch = [whole.start, whole.end];
      } else {
        stretch = slot.locate(...stretch);
      }
      slot = slot.source.slot;
    }
    if (this.#encoding === 'utf8') return stretch;
    this.#positions ??= new BytePositions(this.#received.bytes);
    return [this.#positions.inText(stretch[0]), this.#positions.inText(stretch[1])];
  }

  #rewrite(replacements: readonly Replacement[]): Uint8Array {
    if (replacements.length === 0) return this.#received.bytes;
    const edits = new Map<Source, Edit[]>();
    const note = (slot: Slot, text: string, changes: readonly Edit[]): void => {
      const list = edits.get(slot.source) ?? [];
      for (const edit of slot.edits?.(changes) ?? [slot.write(splice(text, changes))]) {
        list.push(edit);
      }
      edits.set(slot.source, list);
    };
    const parts = new Map<InnerPart, Replacement[]>();
    for (const [index, list] of groupBySegment(replacements)) {
      const segment = this.#segments[index];
      const slot = this.#slots[index];
      if (segment === undefined || slot === undefined) throw new SpliceError('no such segment');
      if (slot instanceof InnerSlot) {
        const changes = parts.get(slot.part) ?? [];
        changes.push(...list.map((change) => ({ ...change, segment: slot.index })));
        parts.set(slot.part, changes);
      } else note(slot, segment.text, list);
    }
    for (const [part, changes] of parts) {
      const own = edits.get(part.source) ?? [];
      own.push(...part.write(part.payload.rewrite(changes)));
      edits.set(part.source, own);
    }
    // Innermost first: a changed inner text is an edit of the text that holds it.
    for (const source of [...this.#sources].reverse()) {
      const list = edits.get(source);
      if (list !== undefined && source.slot !== undefined) {
        note(source.slot, source.text, withoutOverlaps(list));
      }
    }
    const text = splice(this.root.text, withoutOverlaps(edits.get(this.root) ?? []));
    return this.#encoding === 'utf8'
      ? new TextEncoder().encode(this.#mark + text)
      : Uint8Array.from(Buffer.from(text, 'latin1'));
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
