/** Files that are not text, known by how they begin and never by their name or what a sender says. */
export type FileKind = 'pdf' | 'office' | 'ole' | 'png' | 'jpeg' | 'webp' | 'gif' | 'tiff' | 'bmp';

const SIGNATURES: readonly (readonly [FileKind, readonly number[]])[] = [
  ['office', [0x50, 0x4b, 0x03, 0x04]],
  // An archive without entries begins with its end.
  ['office', [0x50, 0x4b, 0x05, 0x06]],
  ['ole', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['tiff', [0x4d, 0x4d, 0x00, 0x2a]],
];

/** Readers of PDF accept its header this far into the file (ISO 32000-1, annex H, note 13). */
const PDF_HEADER_WITHIN = 1024;

/** @returns undefined for everything else, text among it. */
export function fileKind(bytes: Uint8Array): FileKind | undefined {
  for (const [kind, start] of SIGNATURES) if (startsWith(bytes, start)) return kind;
  const head = Buffer.from(bytes.subarray(0, PDF_HEADER_WITHIN)).toString('latin1');
  if (/^RIFF[^]{4}WEBP/.test(head)) return 'webp';
  if (/^\s*%PDF-/.test(head)) return 'pdf';
  // A text may speak of the header; a file that has it further down is not one.
  if (head.includes('%PDF-') && /[^\t\n\f\r\x20-\x7e]/.test(head)) return 'pdf';
  // Two letters begin words as well; the reserved fields after the size are zero.
  if (/^BM[^]{4}\0\0\0\0/.test(head)) return 'bmp';
  return undefined;
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return bytes.length >= start.length && start.every((byte, index) => bytes[index] === byte);
}
