import { shiftedBy, type Locate } from '../slot.ts';
import type { Delimiters } from './delimiters.ts';

/** A text without its escapes, and where each of its characters came from. */
export interface Unescaped {
  readonly text: string;
  /** The stretch of the raw text that `start` to `end` of the text stand for. */
  readonly locate: Locate;
}

/** No escape is longer; what is, is an escape character that stands for itself. */
const MAX_ESCAPE = 64;

/**
 * Takes the escapes of HL7 v2 (chapter 2.7) out of a raw value: delimiters, hexadecimal bytes as UTF-8, and
 * the formatting commands that part words. Highlighting goes; what is not known stays as it is written.
 */
export function unescapeHl7(raw: string, delimiters: Delimiters): Unescaped {
  const { escape } = delimiters;
  if (escape === '' || !raw.includes(escape)) {
    return { text: raw, locate: shiftedBy(0) };
  }
  const parts: string[] = [];
  /** Raw start of each character of the text, and the raw end after the last. */
  const starts: number[] = [];
  const ends: number[] = [];
  const put = (words: string, start: number, end: number): void => {
    parts.push(words);
    starts.push(...Array.from({ length: words.length }, () => start));
    ends.push(...Array.from({ length: words.length }, () => end));
  };
  for (let at = 0; at < raw.length;) {
    const close = raw.charAt(at) === escape ? raw.indexOf(escape, at + 1) : -1;
    const plain =
      close < 0 || close - at > MAX_ESCAPE
        ? undefined
        : meaning(raw.slice(at + 1, close), delimiters);
    if (plain === undefined) {
      put(raw.charAt(at), at, at + 1);
      at += 1;
    } else {
      put(plain, at, close + 1);
      at = close + 1;
    }
  }
  return {
    text: parts.join(''),
    locate: (start, end) => {
      const from = starts[start] ?? raw.length;
      return [from, end > start ? (ends[end - 1] ?? raw.length) : from];
    },
  };
}

const SEPARATORS: Readonly<Partial<Record<string, keyof Delimiters>>> = {
  F: 'field',
  S: 'component',
  T: 'subcomponent',
  R: 'repetition',
  E: 'escape',
  P: 'truncation',
};

function meaning(command: string, delimiters: Delimiters): string | undefined {
  const name = SEPARATORS[command];
  if (name !== undefined) return delimiters[name];
  if (command === 'H' || command === 'N') return '';
  if (/^X(?:[0-9A-Fa-f]{2})+$/.test(command)) {
    return Buffer.from(command.slice(1), 'hex').toString('utf8');
  }
  return /^\.(?:br|ce|fi|in|nf|sk|sp|ti)[\s+-]?\d{0,4}$/.test(command) ? '\n' : undefined;
}

/** Which separators of a raw value stand for themselves in it. */
export interface Literal {
  /** A text field whose components are not told apart. */
  readonly components: boolean;
}

/** Writes a text so that it is one value: separators become escapes, line ends the command for one. */
export function escapeHl7(text: string, delimiters: Delimiters, literal: Literal): string {
  const { escape } = delimiters;
  const commands = new Map([
    ...(literal.components ? [] : [[delimiters.component, 'S'] as const]),
    ...(literal.components ? [] : [[delimiters.subcomponent, 'T'] as const]),
    [delimiters.field, 'F'],
    [delimiters.repetition, 'R'],
    [escape, 'E'],
    ['\n', '.br'],
    ['\r', ''],
  ]);
  let written = '';
  for (const character of text) {
    const command = commands.get(character);
    if (command === undefined) written += character;
    // A message that declares no escape cannot hold its separators in a value.
    else if (command !== '') written += escape === '' ? ' ' : `${escape}${command}${escape}`;
  }
  return written;
}
