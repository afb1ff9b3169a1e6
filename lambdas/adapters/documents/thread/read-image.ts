import { Extract, ExtractError } from '../../../core/extract/content.ts';
import { readImageHeader } from '../../../core/extract/image-header.ts';
import { isPhotographic, PHOTOGRAPH } from '../../../core/extract/photographic.ts';
import type { Sink } from './protocol.ts';
import { recognize } from './recognize.ts';

/** A picture this small holds no word. */
const SMALLEST = 8;

/**
 * Reads the words in a picture and those that travel in its file. One without words is unread, unless it is shown
 * small beside text: then it is a photograph, or a drawing that says nothing. Rejects only on bugs.
 */
export async function readImage(
  bytes: Uint8Array,
  path: string,
  sink: Sink,
  isSmall = false,
): Promise<void> {
  const extract = new Extract();
  try {
    const header = readImageHeader(bytes, path, extract);
    // Tracking pixels, spacers and rules.
    if (header.width >= SMALLEST && header.height >= SMALLEST) {
      const reading = await recognize(bytes);
      extract.say(path, reading.text);
      if (reading.reason === 'no_text_recognized' && isSmall) {
        if (isPhotographic(bytes, header)) extract.say(`${path}/photograph`, PHOTOGRAPH);
      } else if (reading.reason !== undefined) extract.miss(path, reading.reason);
    }
  } catch (error) {
    if (!(error instanceof ExtractError)) throw error;
    extract.miss(path, error.reason);
  }
  sink(extract.take());
}
