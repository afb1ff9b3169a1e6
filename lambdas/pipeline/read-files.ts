import type { FileContent } from '../core/extract/content.ts';
import type { DocumentReader } from '../ports/document-reader.ts';

/** For all files of one request or webhook. A caller waits: API Gateway 29 seconds, the function 25. */
const BUDGET = { milliseconds: 8_000 };

/**
 * Reads files that are not text. One content for each, in their order; undefined counts as unread: a reader that
 * fails makes nothing cleaner.
 */
export async function readFiles(
  files: readonly Uint8Array[],
  documents: DocumentReader,
): Promise<readonly (FileContent | undefined)[]> {
  if (files.length === 0) return [];
  try {
    return await documents.read(files, BUDGET);
  } catch {
    // The error's message may quote a file, so it goes nowhere.
    return files.map(() => undefined);
  }
}
