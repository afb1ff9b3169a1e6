import type { MappedText } from '../mapped-text.ts';
import { MappedSlot } from '../mapped-slot.ts';
import type { Source } from '../slot.ts';
import { hasForeignTag, identifies } from '../structured-text.ts';
import type { AddText, TextPlace } from '../text-place.ts';
import { escapeBare, escapeHtml, plainRaw } from './escape-html.ts';
import type { LabeledCell } from './label-cells.ts';
import { readHtml, type HtmlPiece, type HtmlReading } from './read-html.ts';

/** Where an HTML text stands in the payload. */
export interface HtmlPlace extends Omit<TextPlace, 'slot'> {
  readonly source: Source;
}

/**
 * Adds what an HTML text says: its page as the reader sees it, and attributes, comments, style and script as
 * texts of their own. A value beside a label of a table is a text of its own as well, with the label as its hint.
 *
 * @throws TooManySegmentsError, EmbeddedTooDeepError
 */
export function addHtml(place: HtmlPlace, addText: AddText): void {
  const { builder, source, path } = place;
  if (hasForeignTag(source.text, builder.names)) {
    builder.addUnreadable({ path, reason: 'unsupported_format' });
  }
  const reading = readHtml(source.text);
  const layers = (place.layers ?? 0) + 1;
  const add = (
    at: string,
    mapped: MappedText,
    encode: (text: string) => string,
    told: { readonly hint: string | undefined; readonly isRendered: boolean },
  ): void => {
    const { text } = mapped;
    if (text.trim() === '') return;
    addText(
      { ...place, ...told, path: at, layers, slot: new MappedSlot(source, mapped, encode) },
      text,
    );
  };
  for (const { mapped, hint } of stretches(reading)) {
    add(path, mapped, escapeHtml, { hint: hint ?? place.hint, isRendered: true });
  }
  for (const [index, piece] of reading.pieces.entries()) {
    const isStyle = piece.kind === 'attribute' && piece.name === 'style';
    const hint = piece.kind === 'attribute' ? piece.hint : undefined;
    add(`${path}/${String(index)}`, piece.text, encoderOf(piece), { hint, isRendered: isStyle });
  }
}

function encoderOf(piece: HtmlPiece): (text: string) => string {
  if (piece.kind !== 'attribute') return piece.raw ? plainRaw : escapeHtml;
  return piece.isBare ? escapeBare : escapeHtml;
}

/** The page in stretches: the values that a label tells of, and what stands between them. */
function* stretches({
  page,
  cells,
}: HtmlReading): Iterable<{ readonly mapped: MappedText; readonly hint?: string }> {
  let done = 0;
  for (const { start, end, hint } of tellingCells(cells, page.text)) {
    if (start > done) yield { mapped: page.slice(done, start) };
    yield { mapped: page.slice(start, end), hint };
    done = end;
  }
  yield { mapped: done === 0 ? page : page.slice(done, page.text.length) };
}

/** Those whose labels say something, in order, each place once. */
function tellingCells(cells: readonly LabeledCell[], page: string): readonly LabeledCell[] {
  const telling = cells
    .filter(({ start, end, hint }) => identifies(hint) && !identifies(page.slice(start, end)))
    .map((cell, index) => ({ ...cell, index }))
    .sort((a, b) => a.start - b.start || a.index - b.index);
  let done = 0;
  return telling.filter(({ start, end }) => {
    if (start < done) return false;
    done = end;
    return true;
  });
}
