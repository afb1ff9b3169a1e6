import type { PDFDocumentProxy, PDFPageProxy } from 'unpdf/pdfjs';
import { ExtractError } from '../../../core/extract/content.ts';
import type { Operators } from './scene.ts';

type ReadOperators = (page: PDFPageProxy) => Promise<Operators>;

/**
 * The instructions of a page, whole or not at all. PDF.js answers with those that it had when it met an error, and
 * keeps the error: a picture after it would be passed over in silence. So the stream that brings them is watched.
 *
 * @returns a function that rejects with an ExtractError where a page is not read to its end
 */
export function operatorReader(document: PDFDocumentProxy): ReadOperators {
  const handler = document._transport.messageHandler;
  const open = handler.sendWithStream.bind(handler);
  const seen = { errors: 0 };
  handler.sendWithStream = (name, ...rest) => {
    const stream = open(name, ...rest);
    if (name !== 'GetOperatorList') return stream;
    return watched(stream, () => {
      seen.errors += 1;
    });
  };
  return async (page) => {
    const before = seen.errors;
    const operators = await page.getOperatorList();
    if (seen.errors > before) throw new ExtractError('malformed');
    return operators;
  };
}

function watched(stream: ReadableStream<unknown>, onError: () => void): ReadableStream<unknown> {
  const reader = stream.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          onError();
          controller.error(error);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
