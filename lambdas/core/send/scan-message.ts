import type { ScanReport } from '../scan/finding.ts';
import { scan } from '../scan/scan.ts';
import { withAddressedHealth } from './addressed-health.ts';
import { messageDocument } from './message-document.ts';
import type { OutboundMessage } from './outbound-message.ts';

/**
 * What a message says, to the person it goes to. Throws only on bugs; callers treat that as unknown,
 * never as clean.
 */
export function scanMessage(message: OutboundMessage): ScanReport {
  const document = messageDocument(message);
  return withAddressedHealth(document, scan(document));
}
