/** Bytes of mail in which its header is looked for; a longer one is cut. */
export const MAX_MAIL_HEAD = 64 * 1024;

/** The header of a mail with the empty line after it, or as much of it as there is (RFC 5322 section 2.1). */
export function mailHead(start: Uint8Array): Uint8Array {
  const within = start.subarray(0, MAX_MAIL_HEAD);
  const end = /\r?\n\r?\n/.exec(Buffer.from(within).toString('latin1'));
  return end === null ? within : within.subarray(0, end.index + end[0].length);
}
