import { classOf, isOf } from './character-class.ts';

/**
 * A member or field name as it may appear in a path. Paths are shown and recorded, names are the
 * sender's: one that does not look like an ordinary field name (it has spaces, an at sign, many
 * digits) may itself identify somebody, so its position stands in for it: `{3}`.
 */
export function pathName(name: string, position: number): string {
  return isOrdinary(name) ? name : `{${String(position)}}`;
}

const FIRST = classOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$@#~');
const DIGITS = classOf('0123456789');
const OTHERS = classOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$.:[]-');
const LONGEST = 64;
const MOST_DIGITS = 5;
const MOST_IN_A_ROW = 3;

/** By hand: there is one for each member of each payload. */
function isOrdinary(name: string): boolean {
  if (name.length > LONGEST || !isOf(FIRST, name.charCodeAt(0))) return false;
  let digits = 0;
  let inRow = 0;
  for (let at = 1; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (!isOf(OTHERS, code)) return false;
    inRow = isOf(DIGITS, code) ? inRow + 1 : 0;
    if (inRow > 0) digits += 1;
    if (inRow > MOST_IN_A_ROW) return false;
  }
  return digits <= MOST_DIGITS;
}

/** Escapes a reference token, RFC 6901 section 3. */
export function pointerToken(name: string): string {
  const escaped = name.includes('~') ? name.replaceAll('~', '~0') : name;
  return escaped.includes('/') ? escaped.replaceAll('/', '~1') : escaped;
}

/** A path of a part below the path of what it is a part of; an empty one is the whole. */
export function pathBelow(path: string, part: string): string {
  return part === '' || part.startsWith('/') ? `${path}${part}` : `${path}/${part}`;
}
