/** Octets that are escaped, and line breaks that are only for the eye (RFC 2045 section 6.7). */
const ESCAPES = /=(?:([0-9A-Fa-f]{2})|[ \t]{0,100}(?:\r?\n|$))/g;
const TOKENS = /=[0-9A-Fa-f]{2}|=[ \t]{0,100}(?:\r?\n|$)|[^]/g;
/** Of an encoded line. */
const LONGEST_LINE = 76;
const LONGEST_STRETCH = 69;

/** Decodes a body; both are characters of one byte each. What is no escape stands for itself. */
export function decodeQuoted(raw: string): string {
  return raw.replace(ESCAPES, (_, hex: string | undefined) =>
    hex === undefined ? '' : String.fromCharCode(parseInt(hex, 16)),
  );
}

/** Encodes a body anew. Lines in which nothing changed stay as they are; in others, what stands before and after it. */
export function encodeQuoted(raw: string, changed: string): string {
  const eol = raw.includes('\r\n') ? '\r\n' : '\n';
  const lines = linesOf(raw);
  const decoded = lines.map(decodeQuoted);
  if (feedsIn(changed) !== feedsIn(decoded.join(''))) return encodeBetween(raw, changed, eol);
  let at = 0;
  return lines
    .map((line, index) => {
      const old = decoded[index] ?? '';
      const start = at;
      // Each line takes as many line ends as it had before.
      const isLast = index === lines.length - 1;
      for (let feeds = feedsIn(old); feeds > 0; feeds--) at = changed.indexOf('\n', at) + 1;
      if (isLast || feedsIn(old) === 0) at = changed.length;
      const now = changed.slice(start, at);
      return now === old ? line : encodeBetween(line, now, eol);
    })
    .join('');
}

function feedsIn(text: string): number {
  return text.split('\n').length - 1;
}

/** Lines as their writer had them, each with its end: a break for the eye does not end one. */
function linesOf(raw: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let feed = raw.indexOf('\n'); feed >= 0; feed = raw.indexOf('\n', feed + 1)) {
    const before = raw.slice(Math.max(start, feed - 110), feed);
    if (/=[ \t]*\r?$/.test(before)) continue;
    lines.push(raw.slice(start, feed + 1));
    start = feed + 1;
  }
  if (start < raw.length) lines.push(raw.slice(start));
  return lines;
}

/** Keeps what both begin and end with. */
function encodeBetween(raw: string, changed: string, eol: string): string {
  const tokens = Array.from(raw.matchAll(TOKENS), ([token]) => ({
    token,
    words: decodeQuoted(token),
  }));
  let [first, start] = [0, 0];
  for (; first < tokens.length; first++) {
    const words = tokens[first]?.words ?? '';
    if (!changed.startsWith(words, start)) break;
    start += words.length;
  }
  let [last, end] = [tokens.length, changed.length];
  for (; last > first; last--) {
    const words = tokens[last - 1]?.words ?? '';
    if (end - words.length < start || !changed.endsWith(words, end)) break;
    end -= words.length;
  }
  const join = (from: number, to: number): string =>
    tokens
      .slice(from, to)
      .map(({ token }) => token)
      .join('');
  const before = join(0, first);
  const after = join(last, tokens.length);
  const middle = encodeStretch(changed.slice(start, end), eol);
  const lineStart = before.lastIndexOf('\n') + 1;
  const rest = after.search(/\r?\n|$/);
  const isLong = before.length - lineStart + middle.length + rest > LONGEST_LINE;
  const soft = `=${eol}`;
  return isLong && middle !== ''
    ? `${before}${lineStart < before.length ? soft : ''}${middle}${after.length > rest || rest > 0 ? soft : ''}${after}`
    : `${before}${middle}${after}`;
}

/** Line ends stay line ends; letters and most marks stand for themselves. */
function encodeStretch(text: string, eol: string): string {
  let written = '';
  let length = 0;
  for (const [piece] of text.matchAll(/\r?\n|[^]/g)) {
    const isBreak = piece.endsWith('\n');
    const token = isBreak || /^[!-<>-~ ]$/.test(piece) ? piece : escaped(piece);
    if (!isBreak && length + token.length > LONGEST_STRETCH) {
      written += `=${eol}`;
      length = 0;
    }
    written += token;
    length = isBreak ? 0 : length + token.length;
  }
  // A space at the end of a line is lost on the way (rule 3).
  return written.replace(/ (?=\r?\n|$)/g, '=20');
}

function escaped(octet: string): string {
  return `=${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
