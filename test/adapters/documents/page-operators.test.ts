import { describe, expect, it } from 'vitest';
import type { PDFDocumentProxy, PDFPageProxy } from 'unpdf/pdfjs';
import { operatorReader } from '../../../lambdas/adapters/documents/thread/page-operators.ts';

/** A page whose instructions come in pieces; like PDF.js it answers with those before an error, and says nothing. */
function openPage(pieces: readonly number[], breaks: boolean) {
  const messageHandler = {
    sendWithStream: (_name: string): ReadableStream<unknown> =>
      new ReadableStream({
        start(controller) {
          for (const piece of pieces) controller.enqueue(piece);
          if (breaks) controller.error(new Error('Walter Grace'));
          else controller.close();
        },
      }),
  };
  const page = {
    async getOperatorList() {
      const fnArray: number[] = [];
      const reader = messageHandler.sendWithStream('GetOperatorList').getReader();
      try {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          fnArray.push(value as number);
        }
      } catch {
        // As PDF.js does.
      }
      return { fnArray, argsArray: [] };
    },
  };
  const document = { _transport: { messageHandler } } as unknown as PDFDocumentProxy;
  return { read: operatorReader(document), page: page as unknown as PDFPageProxy };
}

describe('the instructions of a page', () => {
  it('are read to their end', async () => {
    const { read, page } = openPage([1, 2, 3], false);
    expect((await read(page)).fnArray).toEqual([1, 2, 3]);
  });

  it('are none where they break off, whatever the library makes of it', async () => {
    const { read, page } = openPage([], true);
    await expect(read(page)).rejects.toThrow(/^malformed$/);
  });
});
