import {
  readMimeMessage,
  type RawEnvelope,
} from '../../../../lambdas/core/send/mime/read-mime-message.ts';
import type { EmailMessage } from '../../../../lambdas/core/send/outbound-message.ts';
import type { Problem } from '../../../../lambdas/core/send/outcome.ts';

/** The least header that a message has. */
export const HEADER = [
  'From: Clinic News <news@clinic.example>',
  'To: reader@mail.example',
  'Subject: Opening hours',
];

/** Lines as a message on the wire. */
export function mail(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'));
}

/** A message with this below its header. */
export function withBody(type: string, ...lines: readonly string[]): Buffer {
  return mail(...HEADER, 'MIME-Version: 1.0', `Content-Type: ${type}`, ...lines);
}

/** A multipart of parts, each with its own header and content. */
export function multipart(kind: string, boundary: string, ...parts: readonly string[][]): string[] {
  return [
    `Content-Type: multipart/${kind}; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, ...part]),
    `--${boundary}--`,
    '',
  ];
}

export const PLAIN_PART = ['Content-Type: text/plain', '', 'In plain words.'];
export const HTML_PART = ['Content-Type: text/html', '', '<p>In a page.</p>'];

/** @throws where it is malformed */
export function read(raw: Uint8Array, envelope: RawEnvelope = {}): EmailMessage {
  const reading = readMimeMessage(raw, envelope);
  if (reading.kind === 'malformed') throw new Error(JSON.stringify(reading.problems));
  return reading.message;
}

/** @throws where nothing is wrong with it */
export function problemOf(raw: Uint8Array, envelope: RawEnvelope = {}): Problem {
  const reading = readMimeMessage(raw, envelope);
  if (reading.kind === 'message') throw new Error('the message was read');
  return reading.problems[0]!;
}
