import type { Segment } from './document.ts';

/**
 * One shared look at a segment's text before anything is matched. Hidden forms become plain:
 * zero-width characters go, full-width and styled letters and digits become ASCII (Unicode NFKC),
 * HTML entities are decoded, exotic spaces, hyphens and quotes become ordinary ones. A map leads every
 * position back to the text as it was received.
 */
export interface View {
  readonly text: string;
  /** Bits of `Trait`: what occurs at all, so that a recogniser can pass over most texts. */
  readonly traits: number;
  /** The segment is a member or field name of ordinary shape: it says what a value is, and is none. */
  readonly isFieldName: boolean;
  /** Start and end in the received text of a span in `text`. */
  toReceived(start: number, end: number): readonly [number, number];
}

export const Trait = {
  digit: 1,
  at: 2,
  colon: 4,
  upper: 8,
  dot: 16,
  letter: 32,
} as const;

const views = new WeakMap<Segment, View>();

/** The view of a segment; made once, however many recognisers ask. */
export function viewOf(segment: Segment): View {
  const known = views.get(segment);
  if (known !== undefined) return known;
  const view = makeView(segment);
  views.set(segment, view);
  return view;
}

/** Plain field names: letters first, no spaces, no at sign, few digits. */
const FIELD_NAME = /^[A-Za-z_$@][A-Za-z0-9_.$:[\]-]{0,63}$/;

function makeView(segment: Segment): View {
  const received = segment.text;
  const plain = SUSPECT.test(received) ? normalize(received) : undefined;
  const text = plain?.text ?? received;
  return {
    text,
    traits: traitsOf(text),
    isFieldName:
      segment.role === 'key' && FIELD_NAME.test(received) && !/\d{4}|.@/.test(received),
    toReceived: (start, end) =>
      plain === undefined
        ? [start, end]
        : [plain.from[start] ?? received.length, plain.to[end - 1] ?? received.length],
  };
}

/** Anything but ASCII and the accented letters of Latin scripts, or an entity. */
const SUSPECT = /[^\x00-\x7f\u00c0-\u024f]|&[#A-Za-z]/;

interface Mapped {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

const ENTITY = /&(?:#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z]{2,8}));?/y;

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  shy: '',
  zwj: '',
  zwnj: '',
  ndash: '-',
  mdash: '-',
  hyphen: '-',
  dash: '-',
  lsquo: "'",
  rsquo: "'",
  ldquo: '"',
  rdquo: '"',
  commat: '@',
  period: '.',
  colon: ':',
  sol: '/',
  num: '#',
  plus: '+',
  lpar: '(',
  rpar: ')',
  aacute: 'á',
  eacute: 'é',
  iacute: 'í',
  oacute: 'ó',
  uacute: 'ú',
  ntilde: 'ñ',
};

/** Invisible, or there only to change how a neighbor is drawn. */
const INVISIBLE = /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/;
const SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;
const HYPHEN = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/;
const APOSTROPHE = /[\u2018\u2019\u201b\u02bc\u00b4]/;
const QUOTE = /[\u201c-\u201f\u00ab\u00bb]/;

function normalize(received: string): Mapped {
  const parts: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const put = (plain: string, start: number, end: number): void => {
    parts.push(plain);
    // One entry for each UTF-16 code unit, because offsets count those.
    plain.split('').forEach(() => {
      from.push(start);
      to.push(end);
    });
  };
  for (let at = 0; at < received.length; ) {
    const code = received.charCodeAt(at);
    if (code === 0x26) {
      const entity = decodeEntity(received, at);
      if (entity !== undefined) {
        put(plainCharacter(entity.character), at, entity.end);
        at = entity.end;
        continue;
      }
    }
    const character = String.fromCodePoint(received.codePointAt(at) ?? 0xfffd);
    put(code < 0x80 ? character : plainCharacter(character), at, at + character.length);
    at += character.length;
  }
  return { text: parts.join(''), from, to };
}

function decodeEntity(text: string, at: number): { character: string; end: number } | undefined {
  ENTITY.lastIndex = at;
  const match = ENTITY.exec(text);
  if (match === null) return undefined;
  const [, decimal, hex, name] = match;
  const end = at + match[0].length;
  if (name !== undefined) {
    const character = Object.hasOwn(NAMED_ENTITIES, name) ? NAMED_ENTITIES[name] : undefined;
    // Without its semicolon a name is an ordinary query parameter: `&num=5`.
    return character === undefined || !match[0].endsWith(';') ? undefined : { character, end };
  }
  const code = decimal === undefined ? parseInt(hex ?? '', 16) : parseInt(decimal, 10);
  if (!(code > 0 && code <= 0x10ffff)) return undefined;
  return { character: String.fromCodePoint(code), end };
}

function plainCharacter(character: string): string {
  if (character < '\u0080') return character;
  if (INVISIBLE.test(character)) return '';
  if (SPACE.test(character)) return ' ';
  if (HYPHEN.test(character)) return '-';
  if (APOSTROPHE.test(character)) return "'";
  if (QUOTE.test(character)) return '"';
  return character.normalize('NFKC');
}

function traitsOf(text: string): number {
  let traits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x61 && code <= 0x7a) traits |= Trait.letter;
    else if (code >= 0x30 && code <= 0x39) traits |= Trait.digit;
    else if (code >= 0x41 && code <= 0x5a) traits |= Trait.upper | Trait.letter;
    else if (code === 0x2e) traits |= Trait.dot;
    else if (code === 0x3a) traits |= Trait.colon;
    else if (code === 0x40) traits |= Trait.at;
    // Letters of other scripts and cases count as both: a cheap answer must never be a wrong "no".
    else if (code >= 0xc0) traits |= Trait.upper | Trait.letter;
  }
  return traits;
}
