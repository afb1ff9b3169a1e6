import { createThreadDocumentReader } from '../../lambdas/adapters/documents/thread-document-reader.ts';
import type { FileContent } from '../../lambdas/core/extract/content.ts';
import { SOURCE_READING_THREAD } from '../../local/source-reading-thread.ts';

/** Somebody waits at a terminal, or a pipeline does: long enough for some dozen scanned pages. */
const BUDGET = { milliseconds: 120_000 };

/** What a PDF, an Office document or a picture says. */
export async function readDocument(bytes: Uint8Array): Promise<FileContent> {
  const [content] = await createThreadDocumentReader(SOURCE_READING_THREAD).read([bytes], BUDGET);
  return content ?? { segments: [], unreadable: [{ path: '', reason: 'reader_failed' }] };
}
