import { deliveredType } from '../parse/delivered-type.ts';
import { parsePayload } from '../parse/parse.ts';
import type { ParsedPayload } from '../parse/parsed.ts';
import type { ScanReport } from '../scan/finding.ts';
import { isIdentifierLabel } from '../scan/labels.ts';
import { scan } from '../scan/scan.ts';
import { deidentify, type Deidentified, type TokenBinding } from './deidentify.ts';
import type { TokenMaker } from './tokens.ts';

/** A payload as it was read, with what was found in it. */
export interface ReadPayload {
  readonly payload: ParsedPayload;
  readonly report: ScanReport;
}

/** With the media type that it is passed on by. */
export interface DeidentifiedWhole extends Deidentified {
  readonly contentType: string;
}

/** What replacing brings to light is replaced as well; what is still found after so many times is not clean. */
const PASSES = 3;

/**
 * De-identifies a payload, and reads and scans what comes out as its receiver reads it, until nothing is found in it.
 *
 * @param careContext as in the first scan
 * @returns undefined where something is still found to the end, or less can be read of it than before: it must not
 *   be passed on
 */
export function deidentifyWhole(
  first: ReadPayload,
  careContext: boolean,
  makeToken: TokenMaker,
): DeidentifiedWhole | undefined {
  const bindings = new Map<string, TokenBinding>();
  let { payload, report } = first;
  for (let pass = 0; pass < PASSES; pass += 1) {
    const { bytes } = deidentify(payload, report, makeToken, bindings);
    const contentType = deliveredType(payload, bytes);
    const again = parsePayload(bytes, contentType);
    if (again.kind !== 'parsed') return undefined;
    // What its files say was read before, and nobody was in it.
    const { segments, unreadable } = again.payload;
    if (unreadable.length > first.payload.unreadable.length) return undefined;
    const seen = scan({ segments, unreadable: [], careContext });
    if (seen.unreadable.length > 0) return undefined;
    const tokens = [...bindings.values()];
    const made = new Set(tokens.map(({ token }) => token));
    const left = seen.findings.filter(
      ({ label, segment, start, end }) =>
        isIdentifierLabel(label) && !liesInToken(segments[segment]?.text ?? '', start, end, made),
    );
    if (left.length === 0) return { bytes, contentType, tokens };
    payload = again.payload;
    report = { ...seen, findings: left };
  }
  return undefined;
}

const TOKEN = /tok_(?!tok_)[a-z0-9_]{1,40}?_[0-9a-hjkmnp-tv-z]{26}_[1-9]\d{0,6}/g;
/** The longest that matches, and what stands before a finding that may belong to it. */
const LONGEST_TOKEN = 80;

/**
 * Whether what was found is a part of a token that was put there: between letters of an id, nobody sees that it is one.
 */
function liesInToken(text: string, start: number, end: number, made: ReadonlySet<string>): boolean {
  const from = Math.max(0, start - LONGEST_TOKEN);
  for (const { 0: whole, index } of text.slice(from, end + LONGEST_TOKEN).matchAll(TOKEN)) {
    let token = whole;
    // Digits that follow it are not its own.
    while (!made.has(token) && /\d$/.test(token)) token = token.slice(0, -1);
    if (!made.has(token)) continue;
    const at = from + index;
    if (at <= start && end <= at + token.length) return true;
  }
  return false;
}
