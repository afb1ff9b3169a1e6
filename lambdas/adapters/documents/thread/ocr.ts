import { gunzipSync } from 'node:zlib';
import { ExtractError } from '../../../core/extract/content.ts';
import { readAsset } from './assets.ts';

/** How a picture is to be turned before it is read, in the numbers of EXIF (CIPA DC-008, tag 274). */
export type Orientation = 1 | 3 | 6 | 8;
export const UPRIGHT: Orientation = 1;

export interface RecognizedWord {
  readonly text: string;
  /** Percent. */
  readonly confidence: number;
}

export interface Ocr {
  /**
   * @param image an encoded picture: PNG, JPEG, WebP or PNM
   * @throws ExtractError when it cannot be decoded
   */
  recognize(
    image: Uint8Array,
    orientation: Orientation,
  ): { readonly text: string; readonly words: readonly RecognizedWord[] };
}

/** The neural engine alone; the data for the older one is not shipped. */
const LSTM_ONLY = 1;
/** Finds blocks and columns of a page by itself. */
const AUTOMATIC = '3';

let opened: Promise<Ocr> | undefined;

/**
 * Tesseract, compiled to WebAssembly, and its English data, both from files of this machine: 4 MB that are
 * loaded when the first picture comes.
 */
export async function openOcr(): Promise<Ocr> {
  opened ??= load();
  return opened;
}

async function load(): Promise<Ocr> {
  const { default: createCore } = await import('tesseract.js-core/tesseract-core-simd-lstm.js');
  const silent = (): void => undefined;
  const { FS, TessBaseAPI } = await createCore({
    wasmBinary: readAsset(
      'tesseract-core-simd-lstm.wasm',
      'tesseract.js-core/tesseract-core-simd-lstm.wasm',
    ),
    print: silent,
    printErr: silent,
  });
  const data = readAsset(
    'eng.traineddata.gz',
    '@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz',
  );
  FS.writeFile('eng.traineddata', gunzipSync(data));
  const api = new TessBaseAPI();
  if (api.Init(null, 'eng', LSTM_ONLY) !== 0) throw new ExtractError('reader_failed');
  api.SetVariable('tessedit_pageseg_mode', AUTOMATIC);
  return {
    recognize(image, orientation) {
      api.Clear();
      FS.writeFile('/input', image);
      // On failure the picture before would be read once more.
      if (api.SetImageFile(orientation, 0) !== 0) throw new ExtractError('unsupported_image');
      if (api.Recognize(null) !== 0) throw new ExtractError('unsupported_image');
      return { text: api.GetUTF8Text().trim(), words: wordsOf(api.GetTSVText(0)) };
    },
  };
}

/** Lines of level 5 are words: the last two columns are confidence and text. */
function wordsOf(table: string): readonly RecognizedWord[] {
  return table
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([level]) => level === '5')
    .map((columns) => ({ text: columns[11] ?? '', confidence: Number(columns[10]) }));
}
