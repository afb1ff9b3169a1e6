import { isUtf8 } from 'node:buffer';
import { charsetOf } from '../charset/charset-of.ts';
import { isUtf8Compatible } from '../media-type.ts';

/** A stretch of a header's value and what it says. */
export interface HeaderPiece {
  /** In the text. */
  readonly start: number;
  readonly end: number;
  /** In the value as it came. */
  readonly from: number;
  readonly to: number;
  /** Words in an encoding: they are written again as a whole. */
  readonly isEncoded: boolean;
}

export interface HeaderText {
  readonly text: string;
  readonly pieces: readonly HeaderPiece[];
  /** Whether some of it is in a character set that is not read, or in none. */
  readonly isUnread: boolean;
}

/** RFC 2047 section 2, with a language (RFC 2231 section 5); programs write spaces in them as well. */
const WORD = /=\?([\w.:-]{1,40})(?:\*[\w-]{1,20})?\?([BbQq])\?([^?\r\n]{0,2000})\?=/g;
/** Bytes of one encoded word: all of it must fit into 75 characters. */
const WORD_BYTES = 45;
const BLANK = /^[ \t\r\n]*$/;

/** What a header's value says, unfolded and decoded (RFC 5322 section 2.2.3, RFC 2047, RFC 6532). */
export function decodeHeader(raw: string): HeaderText {
  const value = new ValueBuilder(raw);
  let done = 0;
  let group: { words: Word[]; from: number; to: number } | undefined;
  const endGroup = (): void => {
    if (group === undefined) return;
    value.addWords(group.words, group.from, group.to);
    group = undefined;
  };
  for (const match of raw.matchAll(WORD)) {
    const { 0: whole, index } = match;
    const word = readWord(match);
    if (word === undefined) {
      value.isUnread = true;
      continue;
    }
    const between = raw.slice(done, index);
    // White space between two of them is there for the fold only (section 6.2).
    if (group === undefined || !BLANK.test(between)) {
      endGroup();
      value.addPlain(done, index);
      group = { words: [], from: index, to: index };
    }
    group.words.push(word);
    done = group.to = index + whole.length;
  }
  endGroup();
  value.addPlain(done, raw.length);
  return value.done();
}

interface Word {
  readonly charset: string;
  readonly bytes: Buffer;
}

function readWord([, charset = '', encoding = '', content = '']: RegExpMatchArray):
  Word | undefined {
  const name = charset.toLowerCase();
  if (!isUtf8Compatible(name) && charsetOf(name) === undefined) return undefined;
  if (/[^\0-\x7f]/.test(content)) return undefined;
  if (encoding.toLowerCase() === 'q') {
    const octets = content
      .replaceAll('_', ' ')
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return { charset: name, bytes: Buffer.from(octets, 'latin1') };
  }
  if (/[^A-Za-z0-9+/=]|=[^=]/.test(content)) return undefined;
  return { charset: name, bytes: Buffer.from(content, 'base64') };
}

/** Puts the text of a value together. */
class ValueBuilder {
  isUnread = false;
  readonly #raw: string;
  readonly #pieces: HeaderPiece[] = [];
  #text = '';

  constructor(raw: string) {
    this.#raw = raw;
  }

  done(): HeaderText {
    return { text: this.#text, pieces: this.#pieces, isUnread: this.isUnread };
  }

  addPlain(from: number, to: number): void {
    const plain = this.#raw.slice(from, to);
    if (/[^\0-\x7f]/.test(plain) && !isUtf8(Buffer.from(plain, 'latin1'))) {
      // Bytes of a character set that nobody names.
      this.isUnread = true;
      this.#put(plain, from, to, false);
      return;
    }
    // A line end in a value is a fold; a character of several bytes stands for all of them.
    for (const { 0: piece, index } of plain.matchAll(PIECES)) {
      if (piece.endsWith('\n')) continue;
      const words = piece.charCodeAt(0) < 0x80 ? piece : Buffer.from(piece, 'latin1').toString();
      this.#put(words, from + index, from + index + piece.length, false);
    }
  }

  addWords(words: readonly Word[], from: number, to: number): void {
    let text = '';
    for (let at = 0; at < words.length;) {
      const { charset = '' } = words[at] ?? {};
      const octets: Buffer[] = [];
      // Programs cut characters in two between words.
      for (; at < words.length && words[at]?.charset === charset; at++) {
        octets.push(words[at]?.bytes ?? Buffer.alloc(0));
      }
      text += this.#decode(Buffer.concat(octets), charset);
    }
    this.#put(text, from, to, true);
  }

  #decode(bytes: Buffer, charset: string): string {
    const text = charsetOf(charset)?.decode(bytes);
    if (text !== undefined) return text;
    if (!isUtf8Compatible(charset) || !isUtf8(bytes)) this.isUnread = true;
    return bytes.toString('utf8');
  }

  #put(text: string, from: number, to: number, isEncoded: boolean): void {
    const start = this.#text.length;
    this.#text += text;
    this.#pieces.push({ start, end: this.#text.length, from, to, isEncoded });
  }
}

/** ASCII, one character in UTF-8, or a line end. (Bytes are characters here.) */
const PIECES = /\r?\n|(?:(?!\r?\n)[\0-\x7f])+|[\xc0-\xff][\x80-\xbf]*|[\x80-\xbf]/g;

/** Writes a text as encoded words (RFC 2047 section 2), in UTF-8. */
export function encodeWords(text: string): string {
  const words: string[] = [];
  let octets: Buffer[] = [];
  let length = 0;
  const end = (): void => {
    if (length > 0) words.push(`=?UTF-8?B?${Buffer.concat(octets).toString('base64')}?=`);
    octets = [];
    length = 0;
  };
  for (const character of text) {
    const bytes = Buffer.from(character);
    if (length + bytes.length > WORD_BYTES) end();
    octets.push(bytes);
    length += bytes.length;
  }
  end();
  return words.join(' ');
}
