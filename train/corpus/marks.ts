/**
 * Marks in a text around what a label stands for. They are characters of the private use area, so that they
 * pass unchanged through changes of case, JSON, escapes and whatever else a document is written in; positions
 * are counted when the document is finished.
 */

/** What is marked: the 20 labels of the scanner, and IGNORE, which neither helps nor hurts. */
export const CORPUS_LABELS = [
  ...['NAME', 'DATE', 'AGE90', 'GEO', 'ZIP', 'PHONE', 'FAX', 'EMAIL', 'SSN', 'MRN'],
  ...['HEALTH_PLAN_ID', 'ACCOUNT', 'LICENSE', 'VEHICLE', 'DEVICE', 'URL', 'IP', 'BIOMETRIC'],
  ...['PHOTO', 'OTHER_ID', 'IGNORE'],
];

const FIRST = 0xe100;
const CLOSE = '\ue0ff';

/** The value with the marks of its label around it. */
export function mark(label: string, value: string): string {
  const at = CORPUS_LABELS.indexOf(label);
  if (at < 0) throw new Error('no such label');
  return String.fromCharCode(FIRST + at) + value + CLOSE;
}

/** Changes what stands between marks and leaves the marks: for notations that escape their values. */
export function outsideMarks(text: string, change: (part: string) => string): string {
  return text.replace(/[^\ue0ff-\ue1ff]+/g, change);
}

export interface Unmarked {
  readonly text: string;
  readonly spans: readonly {
    readonly start: number;
    readonly end: number;
    readonly label: string;
  }[];
}

/** The text as it is read, and where in it the marked values stand, in UTF-16 code units. */
export function unmark(marked: string): Unmarked {
  const spans: { start: number; end: number; label: string }[] = [];
  let text = '';
  let open: { start: number; label: string } | undefined;
  for (const part of marked.split(/([\ue0ff-\ue1ff])/)) {
    if (part === CLOSE) {
      if (open === undefined) throw new Error('a mark closes that was not opened');
      spans.push({ start: open.start, end: text.length, label: open.label });
      open = undefined;
    } else if (/^[\ue100-\ue1ff]$/.test(part)) {
      if (open !== undefined) throw new Error('a mark inside a mark');
      open = { start: text.length, label: CORPUS_LABELS[part.charCodeAt(0) - FIRST] ?? '' };
    } else text += part;
  }
  return { text, spans };
}
