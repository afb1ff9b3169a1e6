import { mayBeginWith } from '../may-begin.ts';

/** The separators that an HL7 v2 message declares in its first segment (HL7 v2.8.2, chapter 2.5.4). */
export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  /** Empty where none is declared: then nothing in the message is escaped. */
  readonly escape: string;
  /** Empty where none is declared. */
  readonly subcomponent: string;
  /** Empty where none is declared (v2.7 and later). */
  readonly truncation: string;
}

/**
 * A message, or the header of a file or a batch of messages. What numbers, dates, times and addresses are
 * written with parts nothing: in a message that declares it they would lie in pieces, and nobody sees them.
 */
const HEADER =
  /^\s{0,20}(?:MSH|FHS|BHS)([^\w\s.()@/:+-])((?:(?!\1)[^\w\s.()@/:+-]){1,5})(?=\1|[\r\n]|$)/;

/** What separates the parts of a text that is HL7 v2; undefined for any other text. */
export function readDelimiters(text: string): Delimiters | undefined {
  if (!mayBeginWith(text, 'MFB')) return undefined;
  // MLLP puts a vertical tab in front of a message.
  const match = HEADER.exec(text.slice(0, 64));
  if (match === null) return undefined;
  const field = match[1] ?? '';
  const [component = '', repetition = '', escape = '', subcomponent = '', truncation = ''] =
    match[2] ?? '';
  if (new Set([field, ...(match[2] ?? '')]).size !== 1 + (match[2] ?? '').length) return undefined;
  return { field, component, repetition, escape, subcomponent, truncation };
}
