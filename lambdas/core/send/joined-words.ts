import { classify } from '../scan/classify.ts';
import type { Segment } from '../scan/document.ts';
import type { Finding } from '../scan/finding.ts';
import { isIdentifierLabel } from '../scan/labels.ts';
import { scan } from '../scan/scan.ts';

/** A run without white space, quotes or brackets: the name of a file, of a field, a web address. Longer ones in pieces. */
const TOKEN = /[^\s"'`<>()[\]{}|,;:!*\\]{6,2000}/g;
/** Marks that join words, and capitals within one: without any a token is a word. */
const IS_JOINED =
  /[\p{L}\p{N}][._+=~@/&?#%\-\u2010-\u2015\u00b7][\p{L}\p{N}]|\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}{3}/u;
const HAS_WORD = /\p{L}{3}/u;
const RUNS = /\p{Lu}?\p{Ll}{2,}|\p{Lu}{2,}/gu;
/** How programs name the parameters of campaigns, and what files end with: words of nobody's. */
const NO_WORDS =
  /\butm_[a-z]{2,12}=|^(?:https?|cid|mailto|tel|data)\b|\bwww\.|\.[a-z][a-z0-9]{1,4}$/gi;
/** What joins words: a hyphen between digits is part of a number. */
const JOINTS = /[._+=~@/&?#%\u2010-\u2015\u00b7]+|(?<=\p{L})-+|-+(?=\p{L})/gu;
/** What a piece of a web address ends with. */
const PIECE = /[^/?&=#.]{8,}/g;
/** Of the runs of letters in a piece, that may be shorter than words are: beyond it a program made the piece. */
const MOST_SHORT = 0.25;
/** Words begin with a capital, or with a number. */
const BUMPS = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/gu;
/** `HIVResult`: the last capital begins a word. */
const AFTER_CAPITALS = /(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu;
/** `HIVresult`: all capitals are one word. */
const AT_SMALL = /(?<=\p{Lu}{2})(?=\p{Ll}{2})/gu;

/** Tokens of one message that are looked at; what lies beyond counts as unread. */
const MAX_TOKENS = 5000;
/** Characters of all readings of a message that are scanned; what lies beyond counts as unread. */
const MAX_READING = 1_000_000;
/** A mail address has two sides; what is between more marks is read together. */
const MOST_SIDES = 4;
/** A name of two words or more that is surely one. */
const SURE_NAME = 0.65;
/** Labels that lone words and numbers in a token look like, however often they are none. */
const LOOSE = new Set(['NAME', 'DATE', 'GEO', 'URL', 'PHOTO', 'EMAIL', 'IP', 'OTHER_ID']);

/**
 * What counts of a token: `alone`: only what is PHI by itself (the address of a page names authors and places, the
 * sender's address its owner). `file`: the same of three words or more: tables are full of codes of two. `said`: a whole
 * name or the number of a record besides (a file's name, a tag).
 */
export type Weight = 'file' | 'alone' | 'said';

/**
 * Words that are joined into one, as programs name files, fields and pages (`Walter_Grace_HIV_result.txt`,
 * `HIVresult-WalterGrace`). The scanner reads words; here tokens are taken apart, each is scanned by itself, and those
 * that say something are given back as words.
 */
export class JoinedWords {
  readonly #tokens = new Map<string, { readonly path: string; weight: Weight }>();
  #left = MAX_TOKENS;
  #unread = false;

  /** Whether there was more than is looked at; of what is scanned it is known once that was asked for. */
  get isExceeded(): boolean {
    return this.#left < 0 || this.#unread;
  }

  /** Looks for tokens in a text. */
  add(path: string, text: string, weight: Weight): void {
    for (const [token] of text.matchAll(TOKEN)) {
      if (!IS_JOINED.test(token) || !HAS_WORD.test(token)) continue;
      if (weight === 'file' && (token.match(RUNS) ?? []).length < 3) continue;
      const known = this.#tokens.get(token);
      if (known !== undefined) {
        if (weight === 'said') known.weight = weight;
        continue;
      }
      this.#left -= 1;
      if (this.#left < 0) return;
      this.#tokens.set(token, { path, weight });
    }
  }

  /** The tokens that say something, as words. */
  segments(): readonly Segment[] {
    const segments: Segment[] = [];
    const weights: Weight[] = [];
    let left = MAX_READING;
    for (const [token, { path, weight }] of this.#tokens) {
      for (const text of readingsOfToken(token)) {
        left -= text.length;
        if (left < 0) {
          this.#unread = true;
          break;
        }
        segments.push({ path, text, role: 'value' });
        weights.push(weight);
      }
    }
    if (segments.length === 0) return segments;
    // Each by itself: what one says of a name is not said of the same word in another.
    const document = { segments, careContext: false, unreadable: [] };
    const found = segments.map((): Finding[] => []);
    for (const one of scan(document, { documentRecognisers: [] }).findings) {
      found[one.segment]?.push(one);
    }
    return segments.filter((segment, index) => {
      const own = found[index] ?? [];
      if (own.length === 0) return false;
      if (classify({ ...document, segments }, own) === 'phi') return true;
      return weights[index] === 'said' && own.some((one) => isSure(one, segment));
    });
  }
}

/** A code that a program made: what its letters happen to spell means nothing. */
function isCode(piece: string): boolean {
  const apart = piece.replace(BUMPS, ' ').replace(AFTER_CAPITALS, ' ').replace(AT_SMALL, ' ');
  const runs = apart.match(/\p{L}+/gu) ?? [];
  const short = runs.filter((run) => run.length < 3);
  return runs.length > 3 && short.length / runs.length > MOST_SHORT;
}

function isSure({ label, start, end, score }: Finding, { text }: Segment): boolean {
  if (!isIdentifierLabel(label) || score < 0.5) return false;
  if (label === 'NAME') {
    return score >= SURE_NAME && /\p{L}{2} +\p{L}{2}/u.test(text.slice(start, end));
  }
  return !LOOSE.has(label);
}

/**
 * A token as words, in each way in which they may have been joined; and in capitals, by which abbreviations are known. Of
 * an address its parts alone, too: the words of a company beside a name hide it.
 */
export function readingsOfToken(token: string): ReadonlySet<string> {
  const readings = new Set<string>();
  for (const part of [token, ...partsOf(token)]) {
    for (const reading of readingsOf(part)) {
      if (!reading.includes(' ')) continue;
      readings.add(reading);
      readings.add(reading.toUpperCase());
    }
  }
  return readings;
}

/** Both sides of a mail address; the path of a web address. */
function partsOf(token: string): readonly string[] {
  const sides = token.split('@');
  if (sides.length > 1)
    return sides.slice(0, MOST_SIDES - 1).concat(sides.slice(MOST_SIDES - 1).join('@'));
  const path = /^\/\/[^/]{1,255}(\/.*)$/s.exec(token)?.[1];
  return path === undefined ? [] : [path];
}

function readingsOf(part: string): readonly string[] {
  const words = part
    .replace(NO_WORDS, ' ')
    .replace(PIECE, (piece) => (isCode(piece) ? ' ' : piece))
    .replace(JOINTS, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const apart = words.replace(BUMPS, ' ');
  return [words, apart.replace(AFTER_CAPITALS, ' '), apart.replace(AT_SMALL, ' ')];
}
