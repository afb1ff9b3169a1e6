import { fileKind } from '../core/extract/file-kind.ts';
import type { AttachedFiles } from '../core/send/message-document.ts';
import type { OutboundMessage } from '../core/send/outbound-message.ts';
import type { DocumentReader } from '../ports/document-reader.ts';

/** For all attachments of one request. The caller waits; API Gateway waits 29 seconds, the function 25. */
const BUDGET = { milliseconds: 8_000 };

/**
 * Reads the attachments that are not text, each once however many messages carry it. Whatever is not in the
 * answer counts as unread: a reader that fails makes nothing cleaner.
 */
export async function readAttachments(
  messages: readonly OutboundMessage[],
  documents: DocumentReader,
): Promise<AttachedFiles> {
  const contents = messages.flatMap(({ attachments }) => attachments.map(({ content }) => content));
  const files = [...new Set(contents)].filter((content) => fileKind(content) !== undefined);
  if (files.length === 0) return new Map();
  try {
    const read = await documents.read(files, BUDGET);
    return new Map(
      read.flatMap((content, index) => {
        const file = files[index];
        return file === undefined ? [] : [[file, content] as const];
      }),
    );
  } catch {
    // The error's message may quote a file, so it goes nowhere.
    return new Map();
  }
}
