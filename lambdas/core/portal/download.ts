import type { Attachment } from '../send/outbound-message.ts';

/**
 * Types that a browser may be told of a file. What is not among them is bytes: nothing in it is run on our origin, nor
 * opened by a program that was not asked for.
 */
const TYPES: ReadonlySet<string> = new Set([
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'image/gif',
  'image/jpeg',
  'image/png',
  'text/csv',
  'text/plain',
]);

const MAX_NAME = 120;

/** Headers of a download: saved under its name and never shown in the page (RFC 6266, RFC 8187). */
export function downloadHeaders({
  filename,
  contentType,
}: Pick<Attachment, 'filename' | 'contentType'>): Readonly<Record<string, string>> {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  const name = shownName(filename);
  const plain = name.replace(/[^A-Za-z0-9 ._-]/g, '_');
  return {
    'content-type': TYPES.has(type) ? type : 'application/octet-stream',
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeName(name)}`,
  };
}

/** A file's name without what would hide what it is: paths, control characters, changes of direction. */
export function shownName(filename: string): string {
  const name = filename
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/^.*[/\\]/s, '')
    .trim();
  return name === '' || /^\.+$/.test(name) ? 'file' : cut(name);
}

/** The end says what it is, so it is kept. */
function cut(name: string): string {
  const letters = [...name];
  if (letters.length <= MAX_NAME) return name;
  return [...letters.slice(0, MAX_NAME - 20), '…', ...letters.slice(-19)].join('');
}

/** RFC 8187, 3.2.1: `encodeURIComponent` leaves some characters that its `attr-char` has not. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
