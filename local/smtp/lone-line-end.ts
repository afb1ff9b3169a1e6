import { reply } from './replies.ts';

/** A CR or an LF alone ends no line (RFC 5321 2.3.8); between two servers of two minds they end messages. */
export function hasLoneLineEnd(raw: Buffer): boolean {
  return /\r(?!\n)|(?<!\r)\n/.test(raw.toString('latin1'));
}

export const LONE_LINE_END = reply(
  554,
  '5.6.0',
  'The message has a CR or an LF alone; lines end with both',
);
