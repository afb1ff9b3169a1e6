import type { FileContent } from '../extract/content.ts';
import { fileKind } from '../extract/file-kind.ts';
import type { Document } from '../scan/document.ts';
import type { ParsedPayload } from './parsed.ts';
import { pathBelow } from './path.ts';
import { SpliceError } from './splice.ts';

/**
 * A payload as a document, with what its files say after its own segments. A file that nobody read stays the
 * unreadable part that it is.
 *
 * @param contents one for each of `payload.files`, in their order
 */
export function withFiles(
  payload: ParsedPayload,
  contents: readonly (FileContent | undefined)[],
): Pick<Document, 'segments' | 'unreadable'> {
  const segments = [...payload.segments];
  const unreadable = new Set(payload.unreadable);
  for (const [index, { part }] of payload.files.entries()) {
    const content = contents[index];
    if (content === undefined) continue;
    unreadable.delete(part);
    const path = part.path === '' ? '' : `${part.path}~file`;
    for (const segment of content.segments) {
      segments.push({ ...segment, path: pathBelow(path, segment.path) });
    }
    for (const missed of content.unreadable) {
      unreadable.add({ ...missed, path: pathBelow(path, missed.path) });
    }
  }
  return { segments, unreadable: [...unreadable] };
}

/** A payload that is a document or a picture itself: nothing can be replaced in it. Undefined for all others. */
export function filePayload(bytes: Uint8Array): ParsedPayload | undefined {
  const format = fileKind(bytes);
  if (format === undefined) return undefined;
  const part = { path: '', reason: 'unsupported_format' };
  return {
    format,
    segments: [],
    unreadable: [part],
    files: [{ bytes, part }],
    rewrite: (replacements) => {
      if (replacements.length > 0) throw new SpliceError('a file is not rewritten');
      return bytes;
    },
    locate: () => [0, 0],
  };
}
