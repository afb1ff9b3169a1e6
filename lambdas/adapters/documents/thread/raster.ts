import { fillShape } from './fill-shape.ts';
import { apply, invert, multiply, type Matrix } from './matrix.ts';
import type { Picture, Raster } from './picture.ts';
import type { FilledShape } from './scene.ts';

/** A picture with the place that it takes on the page: the unit square, as PDF has it. */
export interface Placed {
  readonly kind: 'picture';
  readonly matrix: Matrix;
  readonly picture: Picture;
}

/** Points of the page that are looked at. */
export interface Box {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/** Letter paper at 300 dots an inch. */
const MAX_PIXELS = 8_500_000;
/** Pixels for a point: 180 and 300 dots an inch. Small print is read badly below, and not better above. */
const [LEAST_SCALE, MOST_SCALE] = [2.5, 300 / 72];

/** Paints what a page shows apart from its text, as far as it is in the box. */
export function paint(box: Box, items: readonly (Placed | FilledShape)[]): Raster {
  const [wide, high] = [box.right - box.left, box.top - box.bottom];
  const native = Math.max(
    0,
    ...items.map((item) => (item.kind === 'picture' ? resolution(item) : LEAST_SCALE)),
  );
  const scale = Math.min(
    Math.max(native, LEAST_SCALE),
    MOST_SCALE,
    Math.sqrt(MAX_PIXELS / Math.max(1, wide * high)),
  );
  const width = Math.max(1, Math.round(wide * scale));
  const height = Math.max(1, Math.round(high * scale));
  const raster = { width, height, pixels: new Uint8Array(width * height).fill(255) };
  const toRaster: Matrix = [scale, 0, 0, -scale, -box.left * scale, box.top * scale];
  for (const item of items) {
    const matrix = multiply(toRaster, item.matrix);
    if (item.kind === 'shape') fillShape(raster, matrix, item.path, item.light);
    else paintPicture(raster, matrix, item.picture);
  }
  return raster;
}

/** Pixels of a picture for each point of the page. */
function resolution({ matrix: [a, b, c, d], picture: { width, height } }: Placed): number {
  const area = Math.abs(a * d - b * c);
  return area < 1 ? 0 : Math.sqrt((width * height) / area);
}

function paintPicture(raster: Raster, matrix: Matrix, picture: Picture): void {
  // Rows of a picture run down, its unit square runs up.
  const toPage = multiply(matrix, [1 / picture.width, 0, 0, -1 / picture.height, 0, 1]);
  const toPicture = invert(toPage);
  if (toPicture === undefined) return;
  const corners = [
    apply(matrix, 0, 0),
    apply(matrix, 1, 0),
    apply(matrix, 0, 1),
    apply(matrix, 1, 1),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const left = Math.max(0, Math.floor(Math.min(...xs)));
  const right = Math.min(raster.width, Math.ceil(Math.max(...xs)));
  const top = Math.max(0, Math.floor(Math.min(...ys)));
  const bottom = Math.min(raster.height, Math.ceil(Math.max(...ys)));
  // Of a picture that is finer than the raster several pixels are averaged, so that thin strokes stay.
  const step = Math.sqrt(Math.abs(toPicture[0] * toPicture[3] - toPicture[1] * toPicture[2]));
  const samples = Math.min(4, Math.max(1, Math.ceil(step)));
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const at = y * raster.width + x;
      const below = raster.pixels[at] ?? 255;
      raster.pixels[at] = sample(picture, toPicture, x, y, samples, below);
    }
  }
}

function sample(
  { width, height, light, opacity }: Picture,
  matrix: Matrix,
  x: number,
  y: number,
  samples: number,
  below: number,
): number {
  let sum = 0;
  for (let row = 0; row < samples; row += 1) {
    for (let column = 0; column < samples; column += 1) {
      const px = x + (column + 0.5) / samples;
      const py = y + (row + 0.5) / samples;
      const u = Math.floor(matrix[0] * px + matrix[2] * py + matrix[4]);
      const v = Math.floor(matrix[1] * px + matrix[3] * py + matrix[5]);
      if (u < 0 || v < 0 || u >= width || v >= height) {
        sum += below;
        continue;
      }
      const at = v * width + u;
      const shade = light[at] ?? 255;
      const cover = opacity === undefined ? 255 : (opacity[at] ?? 255);
      sum += cover === 255 ? shade : (shade * cover + below * (255 - cover)) / 255;
    }
  }
  return Math.round(sum / (samples * samples));
}

/** As a portable graymap, the plainest encoding there is. */
export function toGraymap({ width, height, pixels }: Raster): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${String(width)} ${String(height)}\n255\n`), pixels]);
}

/** Less contrast than this between the darkest and the lightest pixel, and there is nothing to see. */
const LEAST_CONTRAST = 24;

export function isBlank({ pixels }: Raster): boolean {
  let [darkest, lightest] = [255, 0];
  for (const pixel of pixels) {
    if (pixel < darkest) darkest = pixel;
    if (pixel > lightest) lightest = pixel;
  }
  return lightest - darkest < LEAST_CONTRAST;
}
