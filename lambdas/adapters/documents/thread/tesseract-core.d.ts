/** The parts of tesseract.js-core 7.0.0 that are used; the package ships no types. */
declare module 'tesseract.js-core/tesseract-core-simd-lstm.js' {
  export interface TessBaseApi {
    /** 0 for success. */
    Init(dataPath: string | null, language: string, engineMode: number): number;
    SetVariable(name: string, value: string): boolean;
    /** Reads `/input`, turned as EXIF `orientation` says. 0 for success; else the image before stays. */
    SetImageFile(orientation: number, radians: number): number;
    /** 0 for success. */
    Recognize(monitor: null): number;
    GetUTF8Text(): string;
    /** A line for each page, block, paragraph, line and word. */
    GetTSVText(page: number): string;
    Clear(): void;
  }

  export interface TesseractModule {
    readonly FS: { writeFile(path: string, data: Uint8Array): void };
    readonly TessBaseAPI: new () => TessBaseApi;
  }

  export interface TesseractOptions {
    readonly wasmBinary: Uint8Array;
    readonly print: (text: string) => void;
    readonly printErr: (text: string) => void;
  }

  export default function TesseractCore(options: TesseractOptions): Promise<TesseractModule>;
}
