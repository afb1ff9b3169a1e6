/** Fields that a message has, and hardly any other text begins with. */
const FIELD =
  /^(?:received|return-path|delivered-to|mime-version|dkim-signature|arc-seal|message-id|date|from|to|subject|reply-to|x-[\w-]{1,60}|content-type):[ \t]/i;
const TOLD = /^(?:mime-version|content-type|message-id|received):[ \t]/im;
/** The first lines tell. */
const HEAD = 4096;
const LEAST_FIELDS = 3;

/**
 * Whether a text is a whole message in MIME, as vendors post it in a field: three fields of a header at least, one of
 * which no letter has.
 */
export function looksLikeMail(text: string): boolean {
  if (!FIELD.test(text.slice(0, 100))) return false;
  const [head = ''] = text.slice(0, HEAD).split(/\r?\n\r?\n/, 1);
  if (head.length === text.length || !TOLD.test(head)) return false;
  const lines = head.split(/\r?\n/).filter((line) => !/^[ \t]/.test(line));
  if (head.length >= HEAD) lines.pop();
  return (
    lines.length >= LEAST_FIELDS && lines.every((line) => /^[!-9;-~]{1,200}[ \t]{0,20}:/.test(line))
  );
}

/** Whether a text is a multipart body, which begins with a delimiter and a field of a part. */
export function looksLikeMultipart(text: string): boolean {
  return text.startsWith('--') && /^--[^\r\n]{1,80}\r?\nContent-[A-Za-z-]{1,40}:/i.test(text);
}
