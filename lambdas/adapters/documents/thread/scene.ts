import { OPS } from 'unpdf/pdfjs';
import { IDENTITY, isList, multiply, toMatrix, type Matrix } from './matrix.ts';

/** A picture on a page: where, and the id under which it is kept, or the picture itself. */
export interface PlacedPicture {
  readonly kind: 'picture' | 'stencil';
  readonly matrix: Matrix;
  readonly source: unknown;
  /** Of the color that shows through a stencil: 0 for black to 255 for white. */
  readonly light: number;
}

/** An area that is filled: letters too, where a program drew them as shapes. */
export interface FilledShape {
  readonly kind: 'shape';
  readonly matrix: Matrix;
  /** Drawing instructions: 0 x y moves, 1 x y draws a line, 2 and three points a curve, 3 closes. */
  readonly path: ArrayLike<number>;
  readonly light: number;
}

/** What is on a page apart from its text, in the order in which it is painted. */
export interface Scene {
  readonly items: readonly (PlacedPicture | FilledShape)[];
  /** Curves of filled shapes: letters have ten to forty each, boxes and lines have none. */
  readonly curves: number;
  /** Text of stamps and notes, which is no part of the page's own. */
  readonly noteText: string;
  /** Something is painted in a way that is not followed here. */
  readonly isPartial: boolean;
}

export interface Operators {
  readonly fnArray: readonly number[];
  readonly argsArray: readonly unknown[];
}

const FILLS = new Set<number>([
  OPS.fill,
  OPS.eoFill,
  OPS.fillStroke,
  OPS.eoFillStroke,
  OPS.closeFillStroke,
  OPS.closeEOFillStroke,
]);
const SHOWS = new Set<number>([OPS.showText, OPS.showSpacedText]);
/** Rare ways to paint pictures. */
const OTHER_PICTURES = new Set<number>([
  OPS.paintInlineImageXObjectGroup,
  OPS.paintImageMaskXObjectGroup,
  OPS.paintImageMaskXObjectRepeat,
  OPS.paintImageXObjectRepeat,
]);

/** Follows what a page's instructions paint. Clipping is not followed: what is cut off is still in the file. */
export function sceneOf({ fnArray, argsArray }: Operators): Scene {
  const items: (PlacedPicture | FilledShape)[] = [];
  const saved: { readonly matrix: Matrix; readonly light: number }[] = [];
  let state: { readonly matrix: Matrix; readonly light: number } = { matrix: IDENTITY, light: 0 };
  let curves = 0;
  let noteText = '';
  let inNote = false;
  let isPartial = false;
  const concat = (value: unknown): void => {
    const matrix = toMatrix(value);
    if (matrix !== undefined) state = { ...state, matrix: multiply(state.matrix, matrix) };
  };
  fnArray.forEach((operator, index) => {
    const given = argsArray[index];
    const args: ArrayLike<unknown> = isList(given) ? given : [];
    const place = (kind: PlacedPicture['kind'], source: unknown): void => {
      items.push({ kind, source, ...state });
    };
    switch (operator) {
      case OPS.save:
        saved.push(state);
        break;
      case OPS.restore:
      case OPS.paintFormXObjectEnd:
        state = saved.pop() ?? state;
        break;
      case OPS.transform:
        concat(args);
        break;
      case OPS.paintFormXObjectBegin:
        saved.push(state);
        concat(args[0]);
        break;
      case OPS.beginAnnotation:
        saved.push(state);
        state = { matrix: IDENTITY, light: 0 };
        concat(args[2]);
        concat(args[3]);
        inNote = true;
        break;
      case OPS.endAnnotation:
        state = saved.pop() ?? state;
        inNote = false;
        noteText += '\n';
        break;
      case OPS.setFillRGBColor:
        state = { ...state, light: lightOf(args[0]) };
        break;
      case OPS.paintImageXObject:
      case OPS.paintInlineImageXObject:
        place('picture', args[0]);
        break;
      case OPS.paintImageMaskXObject:
        place('stencil', args[0]);
        break;
      case OPS.constructPath:
        if (typeof args[0] === 'number' && FILLS.has(args[0])) {
          const path = pathOf(args[1]);
          curves += curvesIn(path);
          items.push({ kind: 'shape', path, ...state });
        }
        break;
      default:
        if (OTHER_PICTURES.has(operator)) isPartial = true;
        if (inNote && SHOWS.has(operator)) noteText += glyphs(args[0]);
    }
  });
  return { items, curves, noteText, isPartial };
}

/** Rec. 709 weights; a color that is no color (a pattern) counts as black. */
function lightOf(color: unknown): number {
  const hex = typeof color === 'string' ? /^#([0-9a-f]{6})/i.exec(color)?.[1] : undefined;
  if (hex === undefined) return 0;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue);
}

function pathOf(value: unknown): ArrayLike<number> {
  const path: unknown = isList(value) ? value[0] : undefined;
  return path instanceof Float32Array || path instanceof Float64Array ? path : [];
}

function curvesIn(path: ArrayLike<number>): number {
  let curves = 0;
  for (let at = 0; at < path.length;) {
    const code = path[at];
    if (code === 2) curves += 1;
    at += code === 2 ? 7 : code === 3 ? 1 : 3;
  }
  return curves;
}

function glyphs(shown: unknown): string {
  if (!isList(shown)) return '';
  return Array.from(shown, (glyph) =>
    typeof glyph === 'object' &&
    glyph !== null &&
    'unicode' in glyph &&
    typeof glyph.unicode === 'string'
      ? glyph.unicode
      : '',
  ).join('');
}
