import { createHash } from 'node:crypto';
import type { Document } from '../scan/document.ts';
import type { ScanReport } from '../scan/finding.ts';
import { scan } from '../scan/scan.ts';
import { withAddressedHealth } from './addressed-health.ts';
import { contentOf } from './message-content.ts';
import { messageDocument, NO_FILES, type AttachedFiles } from './message-document.ts';
import { attachmentsOf, type Attachment, type OutboundMessage } from './outbound-message.ts';

/** A message taken apart, and what was found in it. */
export interface ScannedMessage {
  readonly document: Document;
  readonly report: ScanReport;
}

/**
 * What a message says, to the person it goes to. Throws only on bugs; callers treat that as unknown,
 * never as clean.
 */
export function scanMessage(message: OutboundMessage, files = NO_FILES): ScannedMessage {
  const document = messageDocument(message, files);
  return { document, report: withAddressedHealth(document, scan(document)) };
}

/**
 * A scanner for the messages of one request, many of which say the same to different addresses: what was
 * scanned once is not scanned again.
 */
export function createMessageScanner(
  attached: AttachedFiles,
): (message: OutboundMessage) => ScannedMessage {
  const known = new Map<string, ScannedMessage>();
  const files = new Map<readonly Attachment[], number>();
  return (message) => {
    // Messages made from one request share their attachments; others are taken for different ones.
    const attachments = attachmentsOf(message);
    const number = files.get(attachments) ?? files.size;
    files.set(attachments, number);
    const key = createHash('sha256')
      .update(contentOf(message))
      .update(`#${String(number)}`)
      .digest('base64');
    const scanned = known.get(key) ?? scanMessage(message, attached);
    known.set(key, scanned);
    return scanned;
  };
}
