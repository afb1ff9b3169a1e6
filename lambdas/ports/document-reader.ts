import type { FileContent } from '../core/extract/content.ts';

export interface ReadBudget {
  /** Wall-clock milliseconds for all files together; what was not read by then is unreadable. */
  readonly milliseconds: number;
}

/** Reads files that are not text: PDF, Office documents, pictures. */
export interface DocumentReader {
  /**
   * One content for each file, in their order. Never rejects on content: whatever cannot be read (encrypted,
   * broken, over a limit, too slow) is an unreadable part with a static reason.
   */
  read(files: readonly Uint8Array[], budget: ReadBudget): Promise<readonly FileContent[]>;
}
