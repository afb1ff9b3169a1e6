import { ImageKind } from 'unpdf/pdfjs';

/** A decoded picture in shades of gray. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0 is black. */
  readonly light: Uint8Array;
  /** 0 lets through what is below; absent: nothing does. */
  readonly opacity?: Uint8Array;
}

/** Shades of gray, row by row from the top: 0 is black. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** @returns undefined for what is no decoded picture */
export function toPicture(value: unknown): Picture | undefined {
  const decoded = decodedOf(value);
  if (decoded === undefined) return undefined;
  const { width, height, data, kind } = decoded;
  const light = new Uint8Array(width * height);
  switch (kind) {
    case ImageKind.GRAYSCALE_1BPP:
      unpackBits(data, width, height, light);
      return { width, height, light };
    case ImageKind.RGB_24BPP:
      for (let at = 0; at < light.length; at += 1) light[at] = lightAt(data, at * 3);
      return { width, height, light };
    case ImageKind.RGBA_32BPP: {
      const opacity = new Uint8Array(width * height);
      for (let at = 0; at < light.length; at += 1) {
        light[at] = lightAt(data, at * 4);
        opacity[at] = data[at * 4 + 3] ?? 255;
      }
      return { width, height, light, opacity };
    }
    default:
      return undefined;
  }
}

/** A stencil paints its color where its bits are 0 (ISO 32000-1, 8.9.6.2). */
export function toStencil(value: unknown, light: number): Picture | undefined {
  const decoded = decodedOf(value);
  if (decoded === undefined) return undefined;
  const { width, height, data } = decoded;
  const opacity = new Uint8Array(width * height);
  unpackBits(data, width, height, opacity);
  for (let at = 0; at < opacity.length; at += 1) opacity[at] = 255 - (opacity[at] ?? 0);
  return { width, height, light: new Uint8Array(width * height).fill(light), opacity };
}

interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly kind: unknown;
}

function decodedOf(value: unknown): Decoded | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('width' in value && 'height' in value && 'data' in value)) return undefined;
  const { width, height, data } = value;
  if (typeof width !== 'number' || typeof height !== 'number') return undefined;
  if (!(data instanceof Uint8Array) && !(data instanceof Uint8ClampedArray)) return undefined;
  return { width, height, data, kind: 'kind' in value ? value.kind : undefined };
}

function lightAt(data: Uint8Array | Uint8ClampedArray, at: number): number {
  const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]];
  return (red * 54 + green * 183 + blue * 19) >> 8;
}

/** Rows begin at whole bytes; a bit that is set is white. */
function unpackBits(
  data: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  to: Uint8Array,
): void {
  const rowBytes = (width + 7) >> 3;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const byte = data[y * rowBytes + (x >> 3)] ?? 0;
      to[y * width + x] = ((byte >> (7 - (x & 7))) & 1) * 255;
    }
  }
}
