import { fileKind } from '../core/extract/file-kind.ts';
import type { AttachedFiles } from '../core/send/message-document.ts';
import { attachmentsOf, type OutboundMessage } from '../core/send/outbound-message.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import { readFiles } from './read-files.ts';

/**
 * Reads the attachments that are not text, each once however many messages carry it. Whatever is not in the
 * answer counts as unread.
 */
export async function readAttachments(
  messages: readonly OutboundMessage[],
  documents: DocumentReader,
): Promise<AttachedFiles> {
  const contents = messages.flatMap((message) =>
    attachmentsOf(message).map(({ content }) => content),
  );
  const files = [...new Set(contents)].filter((content) => fileKind(content) !== undefined);
  const read = await readFiles(files, documents);
  return new Map(
    read.flatMap((content, index) => {
      const file = files[index];
      return file === undefined || content === undefined ? [] : [[file, content] as const];
    }),
  );
}
