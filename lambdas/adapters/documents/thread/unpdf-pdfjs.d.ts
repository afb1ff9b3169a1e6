/**
 * The parts of PDF.js 5.4, as unpdf 1.4.0 builds it, that are used. The package's own types cannot be resolved from
 * an ES module, and they say `any` where content is told.
 */
declare module 'unpdf/pdfjs' {
  export interface DocumentOptions {
    readonly data: Uint8Array;
    readonly verbosity: number;
    readonly stopAtErrors: boolean;
    readonly isEvalSupported: boolean;
    readonly disableFontFace: boolean;
    readonly useSystemFonts: boolean;
    readonly useWorkerFetch: boolean;
    readonly isOffscreenCanvasSupported: boolean;
    readonly isImageDecoderSupported: boolean;
    readonly enableXfa: boolean;
    /** Pixels; an error beyond. */
    readonly maxImageSize: number;
  }

  export interface TextItem {
    readonly str: string;
    readonly hasEOL: boolean;
  }

  export interface ObjectStore {
    /** Calls back once the object is there; with null if it could not be made. */
    get(id: string, take: (value: unknown) => void): unknown;
  }

  export interface PDFPageProxy {
    /** Degrees, clockwise. */
    readonly rotate: number;
    /** Left, bottom, right, top in points. */
    readonly view: readonly number[];
    readonly objs: ObjectStore;
    readonly commonObjs: ObjectStore;
    getTextContent(): Promise<{
      readonly items: readonly (TextItem | { readonly type: string })[];
    }>;
    getOperatorList(): Promise<{
      readonly fnArray: readonly number[];
      readonly argsArray: readonly unknown[];
    }>;
    getAnnotations(): Promise<unknown>;
    cleanup(): void;
  }

  export interface PDFDocumentProxy {
    /** Between the document and who parses it. Not of the documented interface. */
    readonly _transport: {
      readonly messageHandler: {
        sendWithStream(name: string, ...rest: unknown[]): ReadableStream<unknown>;
      };
    };
    readonly numPages: number;
    readonly isPureXfa: boolean;
    getPage(number: number): Promise<PDFPageProxy>;
    getMetadata(): Promise<{
      readonly info: unknown;
      readonly metadata: { getRaw(): unknown } | null;
    }>;
    getOutline(): Promise<unknown>;
    getFieldObjects(): Promise<unknown>;
    getAttachments(): Promise<unknown>;
  }

  export function getDocument(options: DocumentOptions): {
    readonly promise: Promise<PDFDocumentProxy>;
    destroy(): Promise<void>;
  };

  export const VerbosityLevel: { readonly ERRORS: number };
  export const ImageKind: {
    readonly GRAYSCALE_1BPP: number;
    readonly RGB_24BPP: number;
    readonly RGBA_32BPP: number;
  };
  /** Numbers of the instructions that a page consists of. */
  export const OPS: Readonly<
    Record<
      | 'save'
      | 'restore'
      | 'transform'
      | 'fill'
      | 'eoFill'
      | 'fillStroke'
      | 'eoFillStroke'
      | 'closeFillStroke'
      | 'closeEOFillStroke'
      | 'showText'
      | 'showSpacedText'
      | 'setFillRGBColor'
      | 'beginAnnotation'
      | 'endAnnotation'
      | 'paintFormXObjectBegin'
      | 'paintFormXObjectEnd'
      | 'paintImageXObject'
      | 'paintInlineImageXObject'
      | 'paintImageMaskXObject'
      | 'paintInlineImageXObjectGroup'
      | 'paintImageMaskXObjectGroup'
      | 'paintImageMaskXObjectRepeat'
      | 'paintImageXObjectRepeat'
      | 'constructPath',
      number
    >
  >;
}
