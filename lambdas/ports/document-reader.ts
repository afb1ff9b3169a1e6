import type { Segment, UnreadablePart } from '../core/scan/document.ts';

/** What a file says, and what of it nobody could read. Paths are relative to the file. */
export interface FileContent {
  readonly segments: readonly Segment[];
  readonly unreadable: readonly UnreadablePart[];
}

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
