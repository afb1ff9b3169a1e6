import { createThreadDocumentReader } from '../../lambdas/adapters/documents/thread-document-reader.ts';
import type { FileContent } from '../../lambdas/core/extract/content.ts';
import { SOURCE_READING_THREAD } from '../../local/source-reading-thread.ts';

/** Somebody waits at a terminal, or a pipeline does: long enough for some dozen scanned pages. */
const BUDGET = { milliseconds: 120_000 };

/** What PDFs, Office documents and pictures say, one after the other. */
export function readDocuments(files: readonly Uint8Array[]): Promise<readonly FileContent[]> {
  return createThreadDocumentReader(SOURCE_READING_THREAD).read(files, BUDGET);
}
