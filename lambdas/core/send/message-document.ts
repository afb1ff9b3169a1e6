import { decodeText } from '../parse/decode-text.ts';
import { htmlContent } from '../parse/html-text.ts';
import { isUtf8Compatible, readMediaType } from '../parse/media-type.ts';
import { parsePayload } from '../parse/parse.ts';
import type { Document, Segment, UnreadablePart } from '../scan/document.ts';
import type { Attachment, OutboundMessage } from './outbound-message.ts';

/** Segments of one message; what lies beyond counts as unread. */
const MAX_SEGMENTS = 100_000;

/**
 * Everything in a message that could carry PHI, as one document: subject, bodies, display names, headers,
 * metadata, and what attachments say. Envelope addresses are where the message goes, not what it says.
 */
export function messageDocument(message: OutboundMessage): Document {
  const segments: Segment[] = [value('subject', message.subject)];
  const unreadable: UnreadablePart[] = [];
  if (message.text !== undefined) segments.push(value('text', message.text));
  if (message.html !== undefined) readHtml('html', message.html, segments, unreadable);

  const people = { from: [message.from], replyTo: message.replyTo, to: message.to };
  for (const [field, addresses] of Object.entries({
    ...people,
    cc: message.cc,
    bcc: message.bcc,
  })) {
    addresses.forEach(({ name }, index) => {
      if (name !== undefined) segments.push(value(`${field}/${String(index)}/name`, name));
    });
  }
  Object.entries(message.headers).forEach(([name, text], index) => {
    segments.push({ path: `headers/${String(index)}`, text: name, role: 'key' });
    segments.push({ path: `headers/${String(index)}`, text, role: 'value', hint: name });
  });
  Object.entries(message.metadata).forEach(([name, text], index) => {
    segments.push({ path: `metadata/${String(index)}`, text: name, role: 'key' });
    segments.push({ path: `metadata/${String(index)}`, text, role: 'value', hint: lastName(name) });
  });
  message.attachments.forEach((attachment, index) => {
    readAttachment(attachment, `attachments/${String(index)}`, segments, unreadable);
  });
  if (segments.length > MAX_SEGMENTS) {
    segments.length = MAX_SEGMENTS;
    unreadable.push({ path: '', reason: 'too_many_segments' });
  }
  return { segments, careContext: false, unreadable };
}

/** File name, type and content id are headers of the part: they arrive as well as its content. */
function readAttachment(
  attachment: Attachment,
  path: string,
  segments: Segment[],
  unreadable: UnreadablePart[],
): void {
  const { filename, contentType, contentId, content } = attachment;
  segments.push(value(`${path}/filename`, filename));
  if (contentId !== undefined) segments.push(value(`${path}/contentId`, contentId));
  const parameters = contentType.indexOf(';');
  if (parameters >= 0) {
    segments.push(value(`${path}/contentType`, contentType.slice(parameters + 1)));
  }
  // UTF-16 without a mark passes for UTF-8 in which every other character is a NUL; text has none.
  if (content.includes(0)) {
    unreadable.push({ path, reason: 'invalid_encoding' });
    return;
  }
  const { type, charset } = readMediaType(contentType);
  // A browser opens a file by its name, whatever the message says of it.
  if (type === 'text/html' || (type === 'text/plain' && /\.[sx]?html?$/i.test(filename))) {
    const decoded = isUtf8Compatible(charset) ? decodeText(content) : undefined;
    if (decoded === undefined) unreadable.push({ path, reason: 'invalid_encoding' });
    else readHtml(path, decoded.text, segments, unreadable);
    return;
  }
  const parsed = parsePayload(content, contentType);
  if (parsed.kind === 'unreadable') {
    unreadable.push({ path, reason: parsed.reason });
    return;
  }
  const { payload } = parsed;
  for (const segment of payload.segments) {
    segments.push({ ...segment, path: below(path, segment.path) });
  }
  for (const part of payload.unreadable) {
    unreadable.push({ ...part, path: below(path, part.path) });
  }
}

function below(path: string, part: string): string {
  return part === '' || part.startsWith('/') ? `${path}${part}` : `${path}/${part}`;
}

function readHtml(
  path: string,
  html: string,
  segments: Segment[],
  unreadable: UnreadablePart[],
): void {
  const content = htmlContent(path, html);
  segments.push(...content.segments);
  unreadable.push(...content.unreadable);
}

function value(path: string, text: string): Segment {
  return { path, text, role: 'value' };
}

/** Metadata names are dotted paths; the last part says what the value holds. */
function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
