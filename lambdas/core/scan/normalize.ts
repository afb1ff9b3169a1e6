import type { Segment } from './document.ts';
import { decodeEscape } from './escapes.ts';
import { lookAlike } from './look-alikes.ts';
import { type Marks, markText, Trait } from './marks.ts';
import { unicode } from './unicode.ts';

export { Trait } from './marks.ts';

/**
 * One shared look at a segment's text before anything is matched. Hidden forms become plain:
 * zero-width and control characters go, full-width and styled letters and the digits of all scripts
 * become ASCII (Unicode NFKC), letters and their accents one character, HTML entities and other escapes
 * are decoded, exotic spaces, hyphens and quotes become ordinary ones. A map leads every
 * position back to the text as it was received.
 */
export interface View extends Marks {
  readonly text: string;
  /** The segment is a member or field name of ordinary shape: it says what a value is, and is none. */
  readonly isFieldName: boolean;
  /** Start and end in the received text of a span in `text`. */
  readonly toReceived: (start: number, end: number) => readonly [number, number];
}

interface Seen {
  readonly text: string;
  readonly role: Segment['role'];
  readonly view: View;
}

/** The view made last: recognisers take turns on one segment, whose text was looked at when it was parsed. */
let last: Seen | undefined;
/**
 * Views made lately, by a few characters of their texts: who parses a document looks at each of its fields, and so do
 * those who look at all of it. A WeakMap costs more than the view of a short one. Of longer ones there are few, and few
 * are kept, and none of the longest: they would keep megabytes.
 */
const recent = new Array<Seen | undefined>(256);
const recentLong = new Array<Seen | undefined>(8);
const SHORT = 512;
const LONGEST_KEPT = 16_384;

/** The view of a segment; made once or a few times, however many recognisers ask. */
export function viewOf(segment: Segment): View {
  const { text, role } = segment;
  if (last?.role === role && last.text === text) return last.view;
  const { length } = text;
  const kept = length <= SHORT ? recent : recentLong;
  const place =
    (length * 31 +
      text.charCodeAt(0) * 7 +
      text.charCodeAt(length >> 1) * 13 +
      text.charCodeAt(length - 1)) &
    (kept.length - 1);
  const before = kept[place];
  if (before?.role === role && before.text === text) {
    last = before;
    return before.view;
  }
  const seen = { text, role, view: makeView(segment) };
  last = seen;
  if (length <= LONGEST_KEPT) kept[place] = seen;
  return seen.view;
}

let lastViews:
  { readonly segments: readonly Segment[]; readonly views: readonly View[] } | undefined;

/**
 * The views of a document's segments; made once for each document, however many ask in turn. Told by the array itself,
 * which nobody changes once it is made.
 */
export function viewsOf(segments: readonly Segment[]): readonly View[] {
  if (lastViews?.segments === segments) return lastViews.views;
  const views = segments.map(viewOf);
  lastViews = { segments, views };
  return views;
}

/** The text of a view of it, where nothing else is asked. */
export function normalized(received: string): string {
  return SUSPECT.test(received) ? normalize(received).text : received;
}

/** Plain field names: letters first, no spaces, no at sign, few digits. */
const FIELD_NAME = /^[A-Za-z_$@][A-Za-z0-9_.$:[\]-]{0,63}$/;

function makeView(segment: Segment): View {
  const received = segment.text;
  const isFieldName =
    segment.role === 'key' && FIELD_NAME.test(received) && !/\d{4}|.@/.test(received);
  const marks = markText(received, isFieldName);
  if ((marks.traits & Trait.suspect) === 0 || !SUSPECT.test(received)) {
    return newView(received, isFieldName, unchanged, marks);
  }
  const plain = normalize(received);
  const toReceived = (start: number, end: number): readonly [number, number] =>
    plain.toReceived(start, end);
  return newView(plain.text, isFieldName, toReceived, markText(plain.text, isFieldName));
}

/**
 * The one place where views are made. Everybody reads them for every text: all of them have the same hidden class only
 * if they are made alike, and a spread copies them property by property.
 */
export function newView(
  text: string,
  isFieldName: boolean,
  toReceived: View['toReceived'],
  marks: Marks,
): View {
  return {
    text,
    isFieldName,
    toReceived,
    traits: marks.traits,
    starts: marks.starts,
    ends: marks.ends,
    hashes: marks.hashes,
    forms: marks.forms,
    numbers: marks.numbers,
    digits: marks.digits,
    cues: marks.cues,
    cueWords: marks.cueWords,
    cueKinds: marks.cueKinds,
    allKinds: marks.allKinds,
    signs: marks.signs,
    signKinds: marks.signKinds,
    allSigns: marks.allSigns,
    runs: marks.runs,
    runEnds: marks.runEnds,
  };
}

/** Of a text that is its own plain view. */
export const unchanged = (start: number, end: number): readonly [number, number] => [start, end];

/** Marks that are drawn over letters of any script; those that belong to one script stay. */
const MARK = String.raw`\p{Script=Inherited}`;

/**
 * Tags that change how letters look and say nothing themselves: `J<b>oh</b>n`. One with other attributes
 * stays, because they are text as well.
 */
const INLINE_TAG =
  '<(?:/?(?:a|abbr|b|big|code|del|em|font|i|ins|mark|s|small|span|strike|strong|sub|sup|tt|u|wbr)(?:\\s(?:class|style|dir)="[^"<>]{0,80}"){0,2}\\s?/?|!--[^<>A-Za-z0-9]{0,20}--)>';
/** Anything but printable ASCII and the accented letters of Latin scripts, or the start of an escape. */
const SUSPECT = new RegExp(
  `[^\\t\\n\\r\\x20-\\x7e\\u00c0-\\u024f]|&[#A-Za-z]|[%=][0-9A-Fa-f]{2}|=\\?[A-Za-z]|\\\\[ux/]|${INLINE_TAG}`,
  'i',
);
/**
 * What is looked at, one at a time: a character with the marks above and below it, a character that is
 * not plain, the start of an escape, a tag.
 */
const EACH_SUSPECT = `[^\\s\\p{Script=Inherited}]${MARK}{1,32}|[^\\t\\n\\r\\x20-\\x7e\\u00c0-\\u024f]|&(?=[#A-Za-z])|[%=](?=[0-9A-Fa-f]{2})|=(?=\\?[A-Za-z])|\\\\(?=[ux/])|${INLINE_TAG}`;

/** Normalized text in pieces; inside a piece that was left alone positions run in step. */
class Mapped {
  readonly text: string;
  /** Where each changed stretch begins and ends, in the plain and in the received text. */
  readonly #changes: readonly Change[];

  constructor(text: string, changes: readonly Change[]) {
    this.text = text;
    this.#changes = changes;
  }

  toReceived(start: number, end: number): readonly [number, number] {
    return [this.#position(start, false), this.#position(end, true)];
  }

  /** A position inside a changed stretch means all of it: its start, or its end for an exclusive end. */
  #position(plain: number, isEnd: boolean): number {
    let [low, high] = [0, this.#changes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const change = this.#changes[middle];
      const isBefore =
        change !== undefined && (isEnd ? change.plainStart < plain : change.plainStart <= plain);
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    const change = this.#changes[low - 1];
    if (change === undefined) return plain;
    const past = plain - change.plainEnd;
    if (past >= 0) return change.receivedEnd + past;
    return isEnd ? change.receivedEnd : change.receivedStart;
  }
}

interface Change {
  readonly plainStart: number;
  readonly plainEnd: number;
  readonly receivedStart: number;
  readonly receivedEnd: number;
}

/** Invisible, or there only to change how a neighbor is drawn. */
const INVISIBLE =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;
/** Drawn as nothing, though no spaces: they may part two words or stand within a number. */
const BLANK = /[\u115f\u1160\u2800\u3164\uffa0]/;
const SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;
const HYPHEN = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/;
const APOSTROPHE = /[\u2018\u2019\u201b\u02bc\u00b4]/;
const QUOTE = /[\u201c-\u201f\u00ab\u00bb]/;

function normalize(received: string): Mapped {
  const parts: string[] = [];
  const changes: Change[] = [];
  let length = 0;
  let done = 0;
  const each = unicode(EACH_SUSPECT, 'g');
  each.lastIndex = 0;
  for (let match = each.exec(received); match !== null; match = each.exec(received)) {
    const at = match.index;
    const escape = decodeEscape(received, at);
    const plain = escape === undefined ? plainOf(match[0], received, at) : plainText(escape.text);
    const end = escape?.end ?? at + match[0].length;
    if (plain === received.slice(at, end)) continue;
    parts.push(received.slice(done, at), plain);
    length += at - done;
    changes.push({
      plainStart: length,
      plainEnd: length + plain.length,
      receivedStart: at,
      receivedEnd: end,
    });
    length += plain.length;
    done = end;
    each.lastIndex = end;
  }
  parts.push(received.slice(done));
  return new Mapped(parts.join(''), changes);
}

/** What single characters become: texts of another script ask for the same few again and again. */
const known = new Map<string, string>();
const MOST_KNOWN = 4096;

function plainUnit(found: string): string {
  const plain = plainText(found);
  if (known.size < MOST_KNOWN) known.set(found, plain);
  return plain;
}

function plainOf(found: string, received: string, at: number): string {
  if (found.startsWith('<') && found.length > 2) return '';
  const latin = lookAlike(found, received, at);
  if (latin !== undefined) return latin;
  const before = known.get(found);
  if (before !== undefined) return before;
  if (BLANK.test(found)) {
    const around = received.slice(Math.max(0, at - 1), at + found.length + 1);
    return unicode('^\\p{L}.+\\p{L}$', 's').test(around.replace(unicode(MARK, 'g'), '')) ? ' ' : '';
  }
  // An accent that makes a letter stays with it; one that only covers it goes.
  return found.length === 1
    ? plainUnit(found)
    : plainText(found.normalize('NFC').replace(unicode(MARK, 'g'), ''));
}

function plainText(text: string): string {
  let plain = '';
  for (const character of text) plain += plainCharacter(character);
  return plain;
}

function plainCharacter(character: string): string {
  if (character >= ' ' && character < '\u007f') return character;
  if (character === '\n' || character === '\r' || character === '\t') return character;
  if (INVISIBLE.test(character)) return '';
  if (SPACE.test(character)) return ' ';
  if (HYPHEN.test(character)) return '-';
  if (APOSTROPHE.test(character)) return "'";
  if (QUOTE.test(character)) return '"';
  // Of every script: "expression" knows ASCII digits alone.
  if (unicode('\\p{Nd}').test(character)) return asciiDigit(character);
  // A mark without a letter: on its own it says nothing.
  return character.normalize('NFKC').replace(unicode(MARK, 'g'), '');
}

/** Unicode keeps the digits of a script in tens, zero first, some scripts' right after another's. */
function asciiDigit(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  let before = 0;
  while (unicode('\\p{Nd}').test(String.fromCodePoint(code - before - 1))) before += 1;
  return String(before % 10);
}
