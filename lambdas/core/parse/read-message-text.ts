import type { Segment, UnreadablePart } from '../scan/document.ts';
import { addText } from './add-text.ts';
import { boundedResult } from './bounded-result.ts';
import { DEFAULT_PARSE_LIMITS } from './parsed.ts';
import { PayloadBuilder } from './payload-builder.ts';
import { Received } from './received.ts';
import { shiftedBy } from './slot.ts';

/** What a text says. */
export interface TextReading {
  readonly segments: readonly Segment[];
  readonly unreadable: readonly UnreadablePart[];
}

/**
 * Reads a text of a message for what is encoded in it, as the values of webhooks are read: base64 and hexadecimal
 * digits, percent escapes, JSON, HTML, each in each.
 */
export function readMessageText(path: string, text: string, hint?: string): TextReading {
  const limits = DEFAULT_PARSE_LIMITS;
  const builder = new PayloadBuilder('text', Received.of(text), text, '', limits);
  const slot = {
    source: builder.root,
    write: (changed: string) => ({ start: 0, end: text.length, text: changed }),
    locate: shiftedBy(0),
  };
  const result = boundedResult(() => {
    const place = { builder, limits, path, hint, slot, embedding: 0, depth: 0, isMessage: true };
    addText(place, text);
    return { kind: 'parsed', payload: builder.build() };
  });
  if (result.kind === 'parsed') return result.payload;
  const segment: Segment = { path, text, role: 'value', ...(hint !== undefined && { hint }) };
  return { segments: [segment], unreadable: [{ path, reason: result.reason }] };
}
