import { judge } from './judge.ts';
import { openOcr, UPRIGHT, type Orientation } from './ocr.ts';

/** Ways a page may lie, as EXIF numbers them: upright, on either side, upside down. */
const ORIENTATIONS: readonly Orientation[] = [UPRIGHT, 6, 8, 3];

/**
 * Reads a picture as it lies, and if that makes no sense, turned. Rejects with an ExtractError when it cannot be
 * decoded.
 */
export async function recognize(
  image: Uint8Array,
  { first = UPRIGHT, others = true }: { first?: Orientation; others?: boolean } = {},
): Promise<ReturnType<typeof judge>> {
  const ocr = await openOcr();
  const reading = judge(ocr.recognize(image, first));
  if (reading.reason === undefined || !others) return reading;
  for (const orientation of ORIENTATIONS) {
    if (orientation === first) continue;
    const turned = judge(ocr.recognize(image, orientation));
    if (turned.reason === undefined) return turned;
  }
  return reading;
}
