import { Extract, ExtractError } from '../../../core/extract/content.ts';
import { readImageHeader } from '../../../core/extract/image-header.ts';
import type { Sink } from './protocol.ts';
import { recognize } from './recognize.ts';

/** A picture this small holds no word. */
const SMALLEST = 8;

/** Reads the words in a picture and those that travel in its file. Rejects only on bugs. */
export async function readImage(bytes: Uint8Array, path: string, sink: Sink): Promise<void> {
  const extract = new Extract();
  try {
    const { width, height } = readImageHeader(bytes, path, extract);
    // Tracking pixels, spacers and rules.
    if (width >= SMALLEST && height >= SMALLEST) {
      const reading = await recognize(bytes);
      extract.say(path, reading.text);
      if (reading.reason !== undefined) extract.miss(path, reading.reason);
    }
  } catch (error) {
    if (!(error instanceof ExtractError)) throw error;
    extract.miss(path, error.reason);
  }
  sink(extract.take());
}
