import type { Slot, Source } from '../slot.ts';
import { splice, type Edit } from '../splice.ts';
import { encodeWords, type HeaderPiece, type HeaderText } from './encoded-words.ts';

/** Characters that a value cannot have where it stands. */
export type Sanitize = (text: string) => string;

/**
 * The place of a header's value. Words that are encoded are encoded again as a whole, all others change where they
 * stand; the folds stay.
 */
export class HeaderSlot implements Slot {
  readonly source: Source;
  readonly #offset: number;
  readonly #header: HeaderText;
  readonly #sanitize: Sanitize;

  constructor(source: Source, offset: number, header: HeaderText, sanitize: Sanitize = oneLine) {
    this.source = source;
    this.#offset = offset;
    this.#header = header;
    this.#sanitize = sanitize;
  }

  write(changed: string): Edit {
    const [start, end] = this.locate(0, this.#header.text.length);
    return { start, end, text: this.#plain(changed) };
  }

  locate(start: number, end: number): readonly [number, number] {
    const pieces = this.#within(start, end);
    const first = pieces[0];
    const last = pieces.at(-1);
    if (first === undefined || last === undefined) return [this.#offset, this.#offset];
    const [from] = this.#stretch(first, start, end);
    const [, to] = this.#stretch(last, start, end);
    return [from, to];
  }

  edits(changes: readonly Edit[]): readonly Edit[] {
    const edits: Edit[] = [];
    const encoded = new Map<HeaderPiece, Edit[]>();
    for (const { start, end, text } of [...changes].sort((a, b) => a.start - b.start)) {
      // The first piece gets the new text, the others lose what they had of the old one.
      let words = text;
      for (const piece of this.#within(start, end)) {
        if (piece.isEncoded) {
          const [low, high] = [Math.max(start, piece.start), Math.min(end, piece.end)];
          const own = encoded.get(piece) ?? [];
          own.push({ start: low - piece.start, end: high - piece.start, text: words });
          encoded.set(piece, own);
        } else {
          const [from, to] = this.#stretch(piece, start, end);
          edits.push({ start: from, end: to, text: this.#plain(words) });
        }
        words = '';
      }
    }
    for (const [piece, own] of encoded) {
      const text = splice(this.#header.text.slice(piece.start, piece.end), own);
      edits.push({
        start: this.#offset + piece.from,
        end: this.#offset + piece.to,
        text: encodeWords(oneLine(text)),
      });
    }
    return edits;
  }

  #within(start: number, end: number): readonly HeaderPiece[] {
    const { pieces } = this.#header;
    if (start < end) return pieces.filter((piece) => piece.start < end && piece.end > start);
    return pieces.filter((piece) => piece.start <= start && piece.end >= start).slice(0, 1);
  }

  /** Where a piece's share of a stretch stands: all of the piece, unless both run in step. */
  #stretch(piece: HeaderPiece, start: number, end: number): readonly [number, number] {
    const isInStep = piece.end - piece.start === piece.to - piece.from && !piece.isEncoded;
    const from = isInStep ? piece.from + Math.max(0, start - piece.start) : piece.from;
    const to = isInStep ? piece.to - Math.max(0, piece.end - Math.max(end, piece.start)) : piece.to;
    return [this.#offset + from, this.#offset + to];
  }

  /** As bytes in UTF-8 (RFC 6532), without what would begin an encoded word. */
  #plain(text: string): string {
    return Buffer.from(this.#sanitize(oneLine(text)).replaceAll('=?', '= ?')).toString('latin1');
  }
}

/** Line ends would end the field. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ');
}
