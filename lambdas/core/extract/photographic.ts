import { fileKind } from './file-kind.ts';
import type { ImageHeader } from './image-header.ts';

/** Bits that a pixel takes, from which a picture is taken for a photograph. Logos and charts take a fraction of them. */
const BITS_OF_PHOTOGRAPH: Readonly<Record<string, number>> = { png: 4, jpeg: 0.7, webp: 0.5 };
/** Tables, profiles and the like, in a file of any size. */
const OVERHEAD_BYTES = 1024;

/**
 * Whether a picture is more likely a photograph than drawn: noise does not compress, and areas of one color do. In
 * doubt it is one.
 */
export function isPhotographic(bytes: Uint8Array, { width, height }: ImageHeader): boolean {
  const least = BITS_OF_PHOTOGRAPH[fileKind(bytes) ?? ''];
  if (least === undefined) return true;
  return ((bytes.byteLength - OVERHEAD_BYTES) * 8) / (width * height) >= least;
}

/** Shades of gray that are common in a photograph: of a drawing there are few. */
const SHADES_OF_PHOTOGRAPH = 40;
const COMMON = 0.002;

/** The same of a picture that was decoded, by its shades. */
export function hasManyShades(light: Uint8Array): boolean {
  const counts = new Uint32Array(256);
  for (const shade of light) counts[shade] = (counts[shade] ?? 0) + 1;
  return counts.filter((count) => count >= light.length * COMMON).length >= SHADES_OF_PHOTOGRAPH;
}

/**
 * What stands for a photograph in what a document says: full-face photographs identify (45 CFR 164.514(b)(2)(i)(Q)),
 * and whether there is a face in it nobody here can tell. It has the form of a file's name, by which it is found.
 */
export const PHOTOGRAPH = 'photograph.jpg';
