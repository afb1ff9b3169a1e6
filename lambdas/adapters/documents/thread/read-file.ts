import { Extract, type ExtractReason } from '../../../core/extract/content.ts';
import { fileKind } from '../../../core/extract/file-kind.ts';
import { readOffice } from '../../../core/extract/office.ts';
import type { Sink } from './protocol.ts';
import { readImage } from './read-image.ts';

/** Reads one file of any kind. Rejects only on bugs. */
export async function readFile(bytes: Uint8Array, sink: Sink): Promise<void> {
  const unreadable = (reason: ExtractReason): void => {
    sink({ segments: [], unreadable: [{ path: '', reason }] });
  };
  if (bytes.byteLength > new Extract().limits.maxBytes) {
    unreadable('too_large');
    return;
  }
  const kind = fileKind(bytes);
  switch (kind) {
    case 'pdf':
      // A megabyte that the other kinds do without.
      await (await import('./read-pdf.ts')).readPdf(bytes, sink);
      return;
    case 'office': {
      const { images, ...content } = readOffice(bytes);
      sink(content);
      for (const { bytes: image, path, isSmall } of images) {
        await readImage(image, path, sink, isSmall);
      }
      return;
    }
    case 'ole':
      // A document that is protected by a password is an OLE file that holds this stream (MS-OFFCRYPTO 2.3.4.4).
      unreadable(hasStream(bytes, 'EncryptedPackage') ? 'encrypted' : 'legacy_office');
      return;
    case 'png':
    case 'jpeg':
    case 'webp':
    case 'gif':
    case 'tiff':
    case 'bmp':
      await readImage(bytes, 'image', sink);
      return;
    case undefined:
      unreadable('unsupported_format');
      return;
  }
}

function hasStream(bytes: Uint8Array, name: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from(name, 'utf16le'),
  );
}
