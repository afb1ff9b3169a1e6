import { parsePayload } from '../parse/parse.ts';
import { htmlContent } from '../parse/html-text.ts';
import type { Document, Segment, UnreadablePart } from '../scan/document.ts';
import type { Attachment, OutboundMessage } from './outbound-message.ts';

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
  return { segments, careContext: false, unreadable };
}

function readAttachment(
  attachment: Attachment,
  path: string,
  segments: Segment[],
  unreadable: UnreadablePart[],
): void {
  segments.push(value(`${path}/filename`, attachment.filename));
  const mediaType = (attachment.contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (mediaType === 'text/html') {
    readHtml(path, Buffer.from(attachment.content).toString('utf8'), segments, unreadable);
    return;
  }
  const parsed = parsePayload(attachment.content, attachment.contentType);
  if (parsed.kind === 'unreadable') {
    unreadable.push({ path, reason: parsed.reason });
    return;
  }
  for (const segment of parsed.payload.segments) {
    segments.push({ ...segment, path: `${path}${segment.path}` });
  }
  unreadable.push(...parsed.payload.unreadable);
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
