import type { Extract } from '../../../core/extract/content.ts';
import { hasManyShades, PHOTOGRAPH } from '../../../core/extract/photographic.ts';
import { apply } from './matrix.ts';
import { recognize } from './recognize.ts';
import type { PDFPageProxy } from 'unpdf/pdfjs';
import { toPicture, toStencil, type Picture } from './picture.ts';
import { isBlank, paint, toGraymap, type Box, type Placed } from './raster.ts';
import { sceneOf, type FilledShape, type Operators, type PlacedPicture } from './scene.ts';

/** Curves of a handful of letters; the corners of a few boxes have fewer. */
const LETTERS_IN_CURVES = 120;
/** Share of the page from which pictures are looked into; below it they are bullets and rules. */
const LEAST_COVER = 0.003;
/** Share of the page from which pictures without words are content that nobody read, and not decoration. */
const MAJOR_COVER = 0.1;
/** A page is read in one of these ways first, by the angle that it is shown at. */
const TURN = { 0: 1, 90: 6, 180: 3, 270: 8 } as const;

interface PageToRead {
  readonly page: PDFPageProxy;
  readonly path: string;
  readonly hasText: boolean;
  /** Of the whole page. */
  readonly operators: Operators;
}

/**
 * Reads the words in what a page shows apart from its text: scans, screenshots, letters drawn as shapes. All of
 * it is painted together, since one word may be cut across pictures, and read at once.
 */
export async function readPagePictures(
  { page, path, hasText, operators }: PageToRead,
  extract: Extract,
): Promise<void> {
  const scene = sceneOf(operators);
  extract.say(`${path}/note`, scene.noteText);
  if (scene.isPartial) extract.miss(path, 'unsupported_image');
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
  const view: Box = { left, bottom, right, top };
  const area = Math.max(1, (right - left) * (top - bottom));

  const items: (Placed | FilledShape)[] = [];
  let cover = 0;
  for (const item of scene.items) {
    if (item.kind === 'shape') items.push(item);
    else {
      const picture = await decoded(page, item);
      if (picture === undefined) {
        extract.miss(path, 'unsupported_image');
        continue;
      }
      items.push({ kind: 'picture', matrix: item.matrix, picture });
      cover += Math.min(1, areaOf(item) / area);
    }
  }
  if (cover < LEAST_COVER && scene.curves < LETTERS_IN_CURVES) return;
  const box = boxOf(items, view);
  if (box === undefined) {
    extract.miss(path, 'drawn_content');
    return;
  }
  const raster = paint(box, items);
  if (isBlank(raster)) return;
  const isMajor = cover >= MAJOR_COVER;
  const first = TURN[page.rotate as keyof typeof TURN];
  const reading = await recognize(toGraymap(raster), { first, others: isMajor });
  extract.say(`${path}/image`, reading.text);
  // On a page that has text, a logo or a chart without words is decoration.
  const isDecoration = !isMajor && (hasText || scene.curves < LETTERS_IN_CURVES);
  if (reading.reason === 'no_text_recognized' && isDecoration) {
    // A small face is one, too.
    const isPhotograph = items.some(
      (item) => item.kind === 'picture' && hasManyShades(item.picture.light),
    );
    if (isPhotograph) extract.say(`${path}/photograph`, PHOTOGRAPH);
    return;
  }
  if (reading.reason !== undefined) extract.miss(path, reading.reason);
}

async function decoded(page: PDFPageProxy, item: PlacedPicture): Promise<Picture | undefined> {
  const { kind, source, light } = item;
  const value = await kept(page, kind === 'stencil' ? idOf(source) : source);
  return kind === 'stencil' ? toStencil(value, light) : toPicture(value);
}

/** A stencil names its data, or holds them. */
function idOf(source: unknown): unknown {
  return typeof source === 'object' &&
    source !== null &&
    'data' in source &&
    typeof source.data === 'string'
    ? source.data
    : source;
}

/** PDF.js keeps pictures that several pages share apart; their names begin with `g_`. */
async function kept(page: PDFPageProxy, source: unknown): Promise<unknown> {
  if (typeof source !== 'string') return source;
  const store = source.startsWith('g_') ? page.commonObjs : page.objs;
  return new Promise((resolve) => {
    store.get(source, resolve);
  });
}

function areaOf({ matrix: [a, b, c, d] }: PlacedPicture): number {
  return Math.abs(a * d - b * c);
}

/** The part of the page in which something is; undefined if all of it is outside. */
function boxOf(items: readonly (Placed | FilledShape)[], view: Box): Box | undefined {
  // Shapes may be anywhere; to find out is to draw them.
  if (items.some(({ kind }) => kind === 'shape')) return view;
  const corners = items.flatMap(({ matrix }) => [
    apply(matrix, 0, 0),
    apply(matrix, 1, 0),
    apply(matrix, 0, 1),
    apply(matrix, 1, 1),
  ]);
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const box = {
    left: Math.max(view.left, Math.min(...xs)),
    bottom: Math.max(view.bottom, Math.min(...ys)),
    right: Math.min(view.right, Math.max(...xs)),
    top: Math.min(view.top, Math.max(...ys)),
  };
  return box.right > box.left && box.top > box.bottom ? box : undefined;
}
