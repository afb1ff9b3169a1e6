import { ExtractError } from '../../../core/extract/content.ts';
import { apply, type Matrix } from './matrix.ts';
import type { Raster } from './picture.ts';

interface Edge {
  readonly top: number;
  readonly bottom: number;
  /** At `top`. */
  readonly x: number;
  readonly slope: number;
  readonly turn: 1 | -1;
}

/** Straight pieces that a curve is drawn with: letters are small. */
const PIECES = 6;
/** Of one shape; maps and drawings of machines have more. */
const MAX_EDGES = 100_000;

/** Fills a path, non-zero winding (ISO 32000-1, 8.5.3.3.2), sampling each pixel at its center. */
export function fillShape(
  raster: Raster,
  matrix: Matrix,
  path: ArrayLike<number>,
  light: number,
): void {
  const edges = edgesOf(matrix, path, raster.height).sort((one, other) => one.top - other.top);
  let active: Edge[] = [];
  let next = 0;
  const first = Math.max(0, Math.floor(edges[0]?.top ?? raster.height));
  for (let y = first; y < raster.height; y += 1) {
    const center = y + 0.5;
    for (; next < edges.length && (edges[next]?.top ?? 0) <= center; next += 1) {
      const edge = edges[next];
      if (edge !== undefined) active.push(edge);
    }
    active = active.filter(({ bottom }) => bottom > center);
    if (active.length === 0) {
      if (next >= edges.length) return;
      continue;
    }
    const crossings = active
      .map(({ x, top, slope, turn }) => ({ x: x + (center - top) * slope, turn }))
      .sort((one, other) => one.x - other.x);
    let winding = 0;
    crossings.forEach(({ x, turn }, index) => {
      winding += turn;
      const end = crossings[index + 1]?.x;
      if (winding === 0 || end === undefined) return;
      const from = Math.max(0, Math.ceil(x - 0.5));
      const to = Math.min(raster.width, Math.ceil(end - 0.5));
      if (to > from) raster.pixels.fill(light, y * raster.width + from, y * raster.width + to);
    });
  }
}

function edgesOf(matrix: Matrix, path: ArrayLike<number>, height: number): Edge[] {
  const edges: Edge[] = [];
  let [startX, startY, x, y] = [0, 0, 0, 0];
  const line = (toX: number, toY: number): void => {
    const isDown = toY > y;
    const [top, bottom] = isDown ? [y, toY] : [toY, y];
    if (bottom > top && bottom > 0 && top < height) {
      if (edges.length >= MAX_EDGES) throw new ExtractError('drawn_content');
      const slope = (toX - x) / (toY - y);
      edges.push({ top, bottom, x: isDown ? x : toX, slope, turn: isDown ? 1 : -1 });
    }
    [x, y] = [toX, toY];
  };
  const point = (at: number): readonly [number, number] =>
    apply(matrix, path[at] ?? 0, path[at + 1] ?? 0);
  for (let at = 0; at < path.length;) {
    switch (path[at]) {
      case 0:
        line(startX, startY);
        [x, y] = point(at + 1);
        [startX, startY] = [x, y];
        at += 3;
        break;
      case 1:
        line(...point(at + 1));
        at += 3;
        break;
      case 2: {
        const [from, one, two, end] = [
          [x, y] as const,
          point(at + 1),
          point(at + 3),
          point(at + 5),
        ];
        for (let piece = 1; piece <= PIECES; piece += 1) {
          const t = piece / PIECES;
          const blend = (index: 0 | 1): number =>
            (1 - t) ** 3 * from[index] +
            3 * (1 - t) ** 2 * t * one[index] +
            3 * (1 - t) * t ** 2 * two[index] +
            t ** 3 * end[index];
          line(blend(0), blend(1));
        }
        at += 7;
        break;
      }
      case undefined:
      default:
        line(startX, startY);
        at += 1;
    }
  }
  line(startX, startY);
  return edges;
}
