import { classOf, isOf } from './character-class.ts';
import { mayBeginWith } from './may-begin.ts';
import { fieldPhrase } from '../scan/field-phrase.ts';
import { expression } from '../scan/expression.ts';
import { HTML_TAGS } from './html/elements.ts';
import { withoutPlaceholders } from '../scan/placeholders.ts';
import { tells } from './json/telling-name.ts';
import { unicode } from '../scan/unicode.ts';

/** How many names of fields may be looked at in one payload; one with more of them is not read. */
export interface NameBudget {
  left: number;
}

/**
 * Whether a text is written in a notation with named fields that is not read here: X12, vCard, XML that is broken,
 * JSON that is broken or stands among other text, assignments, YAML, tables. Read as prose its values
 * would have lost the names that say what they are.
 *
 * Only names that say something count; a text that has none says no more in its own notation. Lines as
 * people write them ("Name: Jane") are prose. Linear in the length of the text.
 */
export function isStructuredText(received: string, budget: NameBudget): boolean {
  // The name of a label in a token or a mask names no field; it stands for a value, and is one among the others.
  const text = withoutPlaceholders(received, '90');
  return hasNotation(text, budget) || hasLabels(text, sayer(budget));
}

/** The same for a text that was taken out of markup, whose tables have been read: lines in it are no table. */
export function hasNotation(text: string, budget: NameBudget): boolean {
  if (mayBeginWith(text, '<') && (DECLARATION.test(text) || looksLikeXml(text))) return true;
  const mayBeMessage = MESSAGE_SIGNS.some((sign) => text.includes(sign));
  if (mayBeMessage && lineStarts(text).some((start) => isAt(MESSAGE, text, start))) return true;
  if (text.includes('{') && SERIALIZED.test(text)) return true;
  const says = sayer(budget);
  return hasNamedMember(text, says) || hasTag(text, says) || hasInsert(text, says);
}

/** Whether markup has elements of another notation than HTML, whose names say what is in them. */
export function hasForeignTag(text: string, budget: NameBudget): boolean {
  return hasTag(text, sayer(budget));
}

function sayer(budget: NameBudget): (name: string) => boolean {
  return (name) => {
    budget.left -= 1;
    return budget.left < 0 || identifies(name);
  };
}

/** Segments of HL7 v2, an interchange of X12, a vCard or iCalendar: how a line of them begins. */
const MESSAGE =
  /[ \t]{0,20}(?:(?:MSH|FHS|BHS|PID|PV1|NK1|IN1|GT1|OBR|OBX|DG1|AL1)\||ISA[*|]|BEGIN:V[A-Z]{3})/iy;
/** One of these is in every such line. */
const MESSAGE_SIGNS = ['|', '*', ':V', ':v'] as const;
/** A declaration of XML, or of a document that is not HTML. */
const DECLARATION = /^\s*<(?:\?xml|!DOCTYPE\s+(?!html))/i;

/** Where the lines of a text begin; after either character of a line end. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  if (text.includes('\r') || text.includes('\u2028') || text.includes('\u2029')) {
    for (const { index } of text.matchAll(/[\n\r\u2028\u2029]/g)) starts.push(index + 1);
    return starts;
  }
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Whether a sticky expression matches at a place. */
function isAt(expression: RegExp, text: string, start: number): boolean {
  expression.lastIndex = start;
  return expression.test(text);
}

/**
 * Where lines begin that have a colon behind letters, digits, spaces and hyphens alone. A name has one, and few lines
 * of prose have.
 */
function namedLines(text: string): readonly number[] {
  const starts: number[] = [];
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let at = colon - 1;
    while (isOf(IN_NAMES, text.charCodeAt(at))) at -= 1;
    if (at < 0 || isLineEnd(text.charCodeAt(at))) starts.push(at + 1);
  }
  return starts;
}

const IN_NAMES = classOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_- \t');

const isLineEnd = (code: number): boolean =>
  code === 0x0a || code === 0x0d || code === 0x2028 || code === 0x2029;

/** A value of PHP's serialize(), and a document of RTF. */
const SERIALIZED =
  /(?:^|[;{}|])(?:a:\d{1,6}|O:\d{1,3}:"[\w\\]{1,100}":\d{1,6}):\{[si]:\d|^\s*\{\\rtf\d/;

/** A statement of SQL that names its columns. */
const INSERT = /\binsert\s{1,9}into\s{1,9}[^\s(]{1,100}\s{0,9}\(([^()]{1,1000})\)\s{0,9}values\b/gi;

function hasInsert(text: string, says: (name: string) => boolean): boolean {
  if (!text.includes('(') || !hasValues(text)) return false;
  return names(INSERT, text).some((list) =>
    list.split(',').some((column) => says(column.trim().replace(/^["`[]|["`\]]$/g, ''))),
  );
}

/** What stands behind the names of columns. Numbers of telephones stand in parentheses, and no word follows them. */
const VALUES = /\)\s{0,9}values\b/iy;

function hasValues(text: string): boolean {
  for (let at = text.indexOf(')'); at >= 0; at = text.indexOf(')', at + 1)) {
    if (isAt(VALUES, text, at)) return true;
  }
  return false;
}

const PLAIN_NAME =
  /^(?:names?|n|fn|first|last|given|family|patients?|clients?|customers?|wearer|invitee|child|birth)$/;

/** Whether a name of a field says that its value identifies somebody or is about health. */
export function identifies(name: string): boolean {
  return tells(name) || PLAIN_NAME.test(fieldPhrase(name));
}

/** Of a label. */
const MOST_WORDS = 4;

/** A column or label: few words, unlike a sentence that mentions one. */
function isLabel(cell: string, says: (name: string) => boolean): boolean {
  const label = cell.trim().replace(/[:*]+$/, '');
  if (
    label.length < SHORTEST_LABEL ||
    label.length > LONGEST_LABEL ||
    !unicode("^\\p{L}[\\p{L}\\p{N} _'/#()-]*$").test(label)
  ) {
    return false;
  }
  return label.split(' ').length <= MOST_WORDS && says(label);
}

/** `"first_name": ...`, also with escaped quotes, and `'first_name' => ...`. */
const QUOTED = expression(
  '["\'`]([\\p{L}_$@#][\\p{L}\\p{N} _.$@#-]{0,60})\\\\{0,8}["\'`]\\s{0,9}(?::|=>)',
  'gu',
);
/** `{first_name: ...`, `, first_name: ...` in braces. */
const BARE = /[{,]\s{0,20}([A-Za-z_$][\w$]{0,60})\s{0,9}:/g;
/** `first_name=...`; in addresses of pages it is a query, whose values have their own forms. */
const ASSIGNED = /(?<![\w.-])([A-Za-z_][\w.-]{0,60})=(?=[^=\s])/g;
/** Each looked for by itself: that costs less than one look at every character for all of them. */
const QUOTES = ['"', "'", '`'] as const;
/** What stands behind every quoted name. */
const QUOTED_END = /["'`]\s{0,9}(?::|=>)/;
/** `first_name: ...` or `firstName: ...` at the start of a line: no word of prose is written so. */
const KEY_LINE =
  /[ \t]{0,40}(?:- )?([A-Za-z][A-Za-z0-9]{0,40}_\w{1,60}|[A-Za-z]{0,40}[a-z][A-Z]\w{0,40})[ \t]{0,9}:(?!\/\/)/y;
/** A YAML mapping in another: a name alone, and under it an indented one. */
const NESTED = /[a-z][\w-]{0,60}:[ \t]{0,9}\r?\n[ \t]{1,20}(?:- )?[a-z][\w-]{0,60}:[ \t]/y;

function hasNamedMember(text: string, says: (name: string) => boolean): boolean {
  const isQuoted = QUOTES.some((quote) => text.includes(quote)) && QUOTED_END.test(text);
  if (isQuoted && names(QUOTED, text).some(says)) return true;
  if (text.includes('{') && names(BARE, text).some(says)) return true;
  const starts = namedLines(text);
  if (starts.some((start) => isAt(NESTED, text, start)) || lineNames(text, starts).some(says)) {
    return true;
  }
  if (!text.includes('=')) return false;
  const assigned = names(ASSIGNED, text.replace(/https?:\/\/[^\s"'<>]{1,4000}/gi, ' '));
  return assigned.some((name) => (assigned.length > 1 || /_|[a-z][A-Z]/.test(name)) && says(name));
}

/** Every name once, in order. By hand: `matchAll` makes a new expression for each text. */
function names(pattern: RegExp, text: string): string[] {
  pattern.lastIndex = 0;
  let match = pattern.exec(text);
  if (match === null) return [];
  const found = new Set<string>();
  for (; match !== null; match = pattern.exec(text)) {
    if (match[1] !== undefined) found.add(match[1]);
  }
  return [...found];
}

/** Every name that begins one of these lines, once, in order. */
function lineNames(text: string, starts: readonly number[]): string[] {
  if (starts.length === 0) return [];
  const found = new Set<string>();
  for (const start of starts) {
    KEY_LINE.lastIndex = start;
    const name = KEY_LINE.exec(text)?.[1];
    if (name !== undefined) found.add(name);
  }
  return [...found];
}

const ROOT = /^\s*<([A-Za-z_][\w.-]{0,60}(?::[\w.-]{1,60})?)(?=[\s/>])/;
const TAG = /<\/(?:[\w.-]{1,60}:)?([A-Za-z_][\w.-]{0,60})\s{0,9}>/g;

/** One element that is not of HTML, from beginning to end. */
export function looksLikeXml(text: string): boolean {
  const root = ROOT.exec(text)?.[1];
  if (root === undefined || HTML_TAGS.has(root.toLowerCase())) return false;
  const end = text.trimEnd();
  return end.endsWith('/>') || end.endsWith(`</${root}>`);
}

function hasTag(text: string, says: (name: string) => boolean): boolean {
  if (!text.includes('</')) return false;
  return names(TAG, text).some((name) => !HTML_TAGS.has(name.toLowerCase()) && says(name));
}

const CELL = /<(?:t[dh]|dt)\b[^<>]{0,2000}>/gi;

/** Tables of HTML and Markdown, and lines that begin with, or are, the name of what follows. */
function hasLabels(text: string, says: (name: string) => boolean): boolean {
  for (const match of text.includes('<') ? text.matchAll(CELL) : []) {
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 300);
    const [cell = ''] = after.split(/<\/?(?:t[dhr]|d[dt]|table)\b/i, 1);
    if (isLabel(cell.replace(/<[^<>]*>/g, ' ').replace(/\s+/g, ' '), says)) return true;
  }
  if (!text.includes('\n') && !text.includes('\r')) return false;
  const hasRules = text.includes('|');
  let labels = 0;
  let last = '';
  for (const line of text.includes('\r') ? text.split(/[\r\n]+/) : text.split('\n')) {
    if (hasRules) {
      if (isRule(line) && cellsOf(last).some((cell) => isLabel(cell, says))) return true;
      if (line !== '') last = line;
    }
    const end = labelEnd(line);
    if (end >= SHORTEST_LABEL && beginsWithLabel(line, end, says)) labels += 1;
    if (labels > 1) return true;
  }
  return false;
}

/** The line below the names of a table's columns in Markdown. */
function isRule(line: string): boolean {
  return line.includes('|') && /^[ \t]*\|?[ \t]*:?-{2,}[-:| \t]*$/.test(line);
}

function cellsOf(line: string): string[] {
  return line.slice(0, 2000).split('|');
}

function beginsWithLabel(line: string, end: number, says: (name: string) => boolean): boolean {
  const content = line.slice(end + 1, LONGEST_LINE);
  if (end < line.length && (content.trim() === '' || /[\u2028\u2029]/.test(content))) return false;
  if (!isLabel(line.slice(0, end).replaceAll('"', ''), says)) return false;
  const [next = ''] = content.split(/[,;\t|]/, 1);
  // The first line of a table with columns has names only.
  return !isLabel(next.replaceAll('"', ''), says);
}

/** So much of a line is looked at. */
const LONGEST_LINE = 400;

/** What ends a label, what stands in none, what stands only at its end or around it. */
const CELL_END = 1;
const NO_LABEL = 2;
const AT_END = 3;
const AROUND = 4;
const IN_LABELS = new Uint8Array(0x80).fill(NO_LABEL);
const mark = (characters: string, kind: number): void => {
  for (const code of Buffer.from(characters)) IN_LABELS[code] = kind;
};
mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_'/#()-", 0);
mark(' \v\f"', AROUND);
mark(':*', AT_END);
mark(',;\t|', CELL_END);
const SHORTEST_LABEL = 2;
const LONGEST_LABEL = 60;

const A = 0x41;
const SPACE = 0x20;

/**
 * Where the first cell of a line ends, if it may be a label; -1 where it is none. By a cheap look: most lines of prose
 * begin with no label, because before their first comma they have a full stop, or too many words.
 */
function labelEnd(line: string): number {
  let isOver = false;
  let isWide = false;
  let spaces = 0;
  // In front of its first character; those part no words.
  let leading = -1;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    // Letters, digits and spaces beyond ASCII are left to the closer look.
    const kind = code < 0x80 ? IN_LABELS[code] : AROUND;
    if (kind === CELL_END) return at;
    if (kind === NO_LABEL || at >= LONGEST_LABEL) return -1;
    if (kind === AROUND) {
      if (code === SPACE) spaces += 1;
      else if (code >= 0x80) isWide = true;
      continue;
    }
    if (leading < 0) {
      // No letter: it begins with none.
      if (code < A && !isWide) return -1;
      leading = spaces;
    }
    if (spaces - leading >= MOST_WORDS) return -1;
    if (kind === AT_END) isOver = true;
    else if (isOver) return -1;
  }
  return line.length;
}
